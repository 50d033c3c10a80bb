/// Reads numbers as people and spreadsheets write them: `489000`, `$489,000`, `489.000,00`, `1.2M`, `1,620 sq ft`. Pure.
package enum WrittenNumber {
    /// The value of digits with separators: `500,000`, `1.2`, `500.000`, `1,5`. One separator with three digits behind it
    /// is taken for thousands.
    /// - Parameter word: ASCII digits, commas and points; it begins with a digit.
    package static func digits(_ word: String) -> Double? {
        let marks = word.filter { $0 == "," || $0 == "." }
        guard let mark = marks.first else { return Double(word) }
        let groups = word.split(separator: mark, omittingEmptySubsequences: false)
        let isThousands = groups.dropFirst().allSatisfy { $0.count == 3 } && (1...3).contains(groups[0].count)
        if Set(marks).count == 1, isThousands, groups[0] != "0" { return Double(groups.joined()) }
        if marks.count == 1 { return Double(word.replacing(",", with: ".")) }
        // Thousands, then decimals: 1,200.50.
        guard let decimal = marks.last, decimal != mark, marks.count(where: { $0 == decimal }) == 1 else { return nil }
        let halves = word.split(separator: decimal, omittingEmptySubsequences: false)
        return digits(String(halves[0])).flatMap { Int(exactly: $0) }.flatMap { Double("\($0).\(halves[1])") }
    }

    /// The value of a text that is one number; nil for any other text.
    /// - Parameters:
    ///   - signs: what may stand before the number, in lower case: `$`. Longer ones come first.
    ///   - units: what may stand behind it, in lower case without blanks and points, and by what it multiplies:
    ///     `k` by 1000.
    package static func amount(
        _ text: String, signs: [String] = [], units: [String: Double] = [:]
    ) -> Double? {
        if let plain = plain(text) { return plain }
        var rest = trimmed(FoldedText.ascii(text).lowercased()[...])
        for sign in signs where rest.hasPrefix(sign) {
            rest = trimmed(rest.dropFirst(sign.count))
            break
        }
        let number = rest.prefix { isDigit($0) || ",.' ’".contains($0) }
        let unit = rest[number.endIndex...].filter { $0 != " " && $0 != "." }
        guard let factor = unit.isEmpty ? 1 : units[String(unit)], let digits = joined(trimmed(number)) else {
            return nil
        }
        return self.digits(digits).map { $0 * factor }
    }

    /// Digits and nothing else, which is nearly always so.
    private static func plain(_ text: String) -> Double? {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text).map(Double.init)
    }

    /// The digits and separators, without the blanks and apostrophes that some write between thousands; nil if there is
    /// no digit at the beginning, or blanks stand elsewhere.
    private static func joined(_ number: Substring) -> String? {
        guard let first = number.first, isDigit(first) else { return nil }
        let groups = number.split(omittingEmptySubsequences: false) { " '’".contains($0) }
        guard groups.count > 1 else { return String(number) }
        let tail = groups.dropFirst()
        let isGrouped = (1...3).contains(groups[0].count) && groups[0].allSatisfy(isDigit)
        guard isGrouped, tail.dropLast().allSatisfy({ $0.count == 3 && $0.allSatisfy(isDigit) }),
            let last = tail.last, last.count == 3 || ",.".contains(last.dropFirst(3).first ?? "0"),
            last.prefix(3).allSatisfy(isDigit)
        else { return nil }
        return groups.joined()
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
