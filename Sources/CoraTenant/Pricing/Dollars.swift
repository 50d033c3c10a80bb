/// An amount of money in billionths of a US dollar: exact, where one token costs less than a millionth.
package struct Dollars: Sendable, Hashable, Comparable {
    /// The amount.
    package var billionths: Int64

    package init(billionths: Int64) {
        self.billionths = billionths
    }

    /// No money.
    package static let zero = Dollars(billionths: 0)
    private static let one: Int64 = 1_000_000_000
    private static let decimals = 9

    /// Reads an amount as people write it: `25`, `25.50`. Nil for any other text, for a negative amount, and for a
    /// billion dollars and more.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = { (part: Substring) in
            !part.isEmpty && part.utf8.count <= Self.decimals && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard parts.allSatisfy(isDigits), let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        fraction += String(repeating: "0", count: Self.decimals - fraction.utf8.count)
        billionths = whole * Self.one + (Int64(fraction) ?? 0)
    }

    /// The amount as people write it, with no more decimals than it needs.
    package var text: String {
        let sign = billionths < 0 ? "-" : ""
        let (whole, rest) = billionths.magnitude.quotientAndRemainder(dividingBy: Self.one.magnitude)
        var digits = rest == 0 ? "" : String(rest)
        guard !digits.isEmpty else { return "\(sign)\(whole)" }
        digits = String(repeating: "0", count: Self.decimals - digits.utf8.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    /// The amount in dollars, for figures that need not be exact.
    package var value: Double { Double(billionths) / Double(Self.one) }

    /// Whether the first amount is the smaller one.
    package static func < (left: Dollars, right: Dollars) -> Bool { left.billionths < right.billionths }

    /// The sum of both amounts; the greatest amount if it is too large.
    package static func + (left: Dollars, right: Dollars) -> Dollars {
        let (sum, isTooMuch) = left.billionths.addingReportingOverflow(right.billionths)
        return Dollars(billionths: isTooMuch ? .max : sum)
    }

    /// Adds an amount to this one.
    package static func += (left: inout Dollars, right: Dollars) { left = left + right }
}
