/// Writes tables as comma-separated values (RFC 4180): CRLF behind each line, quotes if a value needs them.
///
/// A spreadsheet that opens the file must not carry out what callers said: a cell that begins like a formula gets an
/// apostrophe before it, unless it is a number (a telephone number in E.164 is one).
package enum CSVText {
    /// A line, with its end.
    package static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A value as it is written in a line.
    package static func cell(_ value: String) -> String {
        let safe = isFormula(value) ? "'" + value : value
        let needsQuotes = safe.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }
        guard needsQuotes else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// Whether a spreadsheet could take a value for a formula. Spreadsheets look past blanks; a tab or a line end at
    /// the beginning is one of their tricks too. The full-width forms of the four signs are read as the signs.
    private static func isFormula(_ value: String) -> Bool {
        guard let sign = value.unicodeScalars.first(where: { $0 != " " && $0 != "\u{a0}" }) else { return false }
        return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(sign) && !isNumber(value)
    }

    private static func isNumber(_ value: String) -> Bool {
        var digits = value.utf8[...]
        if let sign = digits.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
    }
}
