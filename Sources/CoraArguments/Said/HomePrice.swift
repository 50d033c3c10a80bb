/// Reads the price of a home. People leave the thousands out: “under five hundred” is half a million dollars. Pure.
package enum HomePrice {
    /// Amounts below this are given in thousands: no home costs that many dollars.
    private static let fewestDollars = 1_000.0
    /// Amounts below this may be thousands, hundreds of thousands or millions.
    private static let fewestThousands = 20.0

    /// The price in US dollars; nil for none, which models also write as 0.
    /// - Parameter key: the argument's name, for the error.
    /// - Throws: `invalid_arguments` for what is no price, or may be several.
    package static func dollars(_ amount: Double?, _ key: String) throws(ToolError) -> Double? {
        guard let amount, amount != 0 else { return nil }
        guard amount > 0 else {
            throw ToolError(.invalidArguments, "\(key) cannot be below zero. Ask the caller what they meant.")
        }
        guard amount < fewestDollars else { return amount.rounded() }
        guard amount >= fewestThousands else {
            throw ToolError(
                .invalidArguments,
                "\(key) is too little for a home. Write all of it in dollars: half a million is 500000, 1.2 million is "
                    + "1200000. If you are not sure what was meant, ask the caller.")
        }
        return (amount * 1000).rounded()
    }

    /// What was understood, in words; nil where the amount was taken as it stands.
    package static func understood(_ amount: Double?, _ key: String) -> String? {
        guard let amount, let dollars = try? dollars(amount, key), dollars != amount.rounded() else { return nil }
        return "\(key) as \(written(dollars))"
    }

    /// An amount as in `$489,000`; one that is none, or more than all money, as the nearest that can be written.
    package static func written(_ amount: Double) -> String {
        let most = 1e15
        var digits = Array(String(Int64(amount.isNaN ? 0 : min(max(amount.rounded(), 0), most))))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return "$" + String(digits)
    }
}
