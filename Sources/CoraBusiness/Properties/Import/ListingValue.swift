import CoraPostgres
import CoraTenant

/// Reads what files write into the cells of listings. Nil is for what reads as no such value. Pure.
enum ListingValue {
    /// Whole dollars: `489000`, `$489,000.00`, `489K`, `1.2M`, `489.000`. Cents are rounded.
    static func price(_ cell: ListingCell) -> Int? {
        whole(cell, signs: currencies, units: dollarUnits).flatMap { (0...999_999_999_999).contains($0) ? $0 : nil }
    }

    /// Bedrooms; a studio has none.
    static func beds(_ cell: ListingCell) -> Int? {
        if ["studio", "efficiency", "estudio"].contains(cell.text.lowercased()) { return 0 }
        guard let number = amount(cell, units: bedUnits), number == number.rounded() else { return nil }
        return Int(exactly: number).flatMap { (0...999).contains($0) ? $0 : nil }
    }

    /// Baths in halves: `2.5`, `2 1/2`, `2½`. A quarter counts as nothing and three quarters as a half: no more is
    /// promised than there is.
    static func baths(_ cell: ListingCell) -> Double? {
        var cell = cell
        var half = 0.0
        for ending in [" 1/2", "½"] where cell.text.hasSuffix(ending) && cell.text.count > ending.count {
            cell.text.removeLast(ending.count)
            half = 0.5
        }
        guard let number = amount(cell, units: bathUnits), (0...999).contains(number),
            (number * 4).rounded() == number * 4, half == 0 || number == number.rounded()
        else { return nil }
        return (number * 2).rounded(.down) / 2 + half
    }

    /// Square feet, rounded: `1,620`, `1620 sq ft`.
    static func squareFeet(_ cell: ListingCell) -> Int? {
        whole(cell, units: areaUnits).flatMap { (1...9_999_999).contains($0) ? $0 : nil }
    }

    /// A year; of a date its year.
    static func year(_ cell: ListingCell) -> Int? {
        let number = amount(cell).flatMap { Int(exactly: $0) } ?? day(cell).map(\.year)
        return number.flatMap { (1500...2200).contains($0) ? $0 : nil }
    }

    /// Degrees, with a point or a comma for the decimals.
    static func degrees(_ cell: ListingCell, within most: Double) -> Double? {
        let number =
            cell.number ?? Double(cell.text) ?? Double(FoldedText.ascii(cell.text).replacing(",", with: "."))
        return number.flatMap { (-most...most).contains($0) ? $0 : nil }
    }

    /// A day: `2026-10-02`, with a time behind it or not, or as America writes it, `10/2/2026` and `10/2/26`.
    static func day(_ cell: ListingCell) -> CivilDay? {
        let date = cell.text.split { $0 == "T" || $0 == " " }.first ?? ""
        if let day = CivilDay(String(date)) { return day }
        let parts = date.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let month = Int(parts[0]), let day = Int(parts[1]), let year = Int(parts[2]),
            parts[2].count == 4 || parts[2].count == 2
        else { return nil }
        return CivilDay(checking: year < 100 ? 2000 + year : year, month, day)
    }

    /// A ZIP code as callers say it, five digits: `78704-1234` without its end, `2134` with the zero that a spreadsheet
    /// took away. Other countries' codes stay as they are.
    static func postalCode(_ text: String) -> String {
        let plain = text.hasSuffix(".0") ? text.dropLast(2) : text[...]
        let parts = plain.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return text }
        switch (parts[0].count, parts.count) {
        case (3...5, _): return String(repeating: "0", count: 5 - parts[0].count) + parts[0]
        case (9, 1): return String(parts[0].prefix(5))
        default: return text
        }
    }

    /// A county's name without the word.
    static func county(_ text: String) -> String {
        for ending in [" county", " parish"] where text.lowercased().hasSuffix(ending) && text.count > ending.count {
            return String(text.dropLast(ending.count))
        }
        return text
    }

    /// Features, a few words each: between commas, semicolons, bars or lines.
    static func features(_ cells: [ListingCell]) -> [String] {
        var seen: Set<String> = []
        return cells.flatMap { cell in
            cell.list ?? cell.text.split { ",;|\n\r\r\n".contains($0) }.map(String.init)
        }.map(trimmed).filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
    }

    /// The text without blanks around it, and without the `="…"` by which spreadsheets keep a number as text.
    static func trimmed(_ text: String) -> String {
        if isPlain(text.utf8.first), isPlain(text.utf8.last) { return text }
        var rest = text[...]
        if rest.hasPrefix("=\""), rest.hasSuffix("\""), rest.utf8.count > 3 { rest = rest.dropFirst(2).dropLast() }
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    /// Whether a text that begins or ends so has nothing there to be taken away.
    private static func isPlain(_ byte: UInt8?) -> Bool {
        byte.map { $0 > 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "=") } ?? true
    }

    // MARK: Numbers

    private static let currencies = ["us$", "usd", "$"]
    private static let dollarUnits: [String: Double] = ["k": 1000, "m": 1_000_000, "mm": 1_000_000, "usd": 1, "$": 1]
    private static let bedUnits = units(["bd", "bds", "br", "bed", "beds", "bedroom", "bedrooms"])
    private static let bathUnits = units(["ba", "bas", "bath", "baths", "bathroom", "bathrooms"])
    private static let areaUnits = units(["sqft", "sqfeet", "sf", "ft2", "ft²", "squarefeet", "squarefoot"])

    private static func amount(_ cell: ListingCell, signs: [String] = [], units: [String: Double] = [:]) -> Double? {
        cell.number ?? WrittenNumber.amount(cell.text, signs: signs, units: units)
    }

    private static func whole(_ cell: ListingCell, signs: [String] = [], units: [String: Double] = [:]) -> Int? {
        amount(cell, signs: signs, units: units).flatMap { abs($0) < 1e15 ? Int($0.rounded()) : nil }
    }

    private static func units(_ names: [String]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
    }
}
