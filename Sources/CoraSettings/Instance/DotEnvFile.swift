/// A `.env` file: `NAME=value`, one a line; blank lines and lines that begin with `#` are comments.
///
/// It is read here, and handed to swift-configuration as variables, because that library's own reader keeps quotes as
/// part of the value, takes `export NAME` for a name and sees a file with CRLF line ends as a single line.
struct DotEnvFile: Sendable, Equatable {
    /// The values by name; of several lines with one name, the last counts.
    private(set) var values: [String: String] = [:]
    /// The numbers, from 1, of lines that are neither a value, a comment nor blank.
    private(set) var strayLines: [Int] = []

    init() {}

    init(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = Self.trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.name(parts[0])
            if parts.count == 2, let name {
                values[name] = Self.value(parts[1])
            } else {
                strayLines.append(index + 1)
            }
        }
    }

    private static func name(_ text: Substring) -> String? {
        var name = trimmed(text)
        if name.hasPrefix("export ") { name = trimmed(name.dropFirst(7)) }
        let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return isName && !name.isEmpty ? String(name) : nil
    }

    /// The value in a line: what stands between quotes, else what stands before a blank and `#`.
    private static func value(_ text: Substring) -> String {
        let value = trimmed(text)
        for quote in ["\"", "'"] where value.hasPrefix(quote) {
            if let end = value.dropFirst().firstRange(of: quote) {
                return String(value[value.index(after: value.startIndex)..<end.lowerBound])
            }
        }
        if value.hasPrefix("#") { return "" }
        let comment = value.firstRange(of: " #") ?? value.firstRange(of: "\t#")
        return String(trimmed(value[..<(comment?.lowerBound ?? value.endIndex)]))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
