import CoraCall
import CoraSettings
import Foundation
import Logging

/// Makes the text of log lines. Pure.
enum LogText {
    /// One line, line feed included.
    static func line(
        _ format: LogFormat, _ date: Date, _ level: Logger.Level, _ label: String, _ message: String,
        _ fields: [(String, String)]
    ) -> String {
        switch format {
        case .human: human(date, level, message, fields)
        case .json: json(date, level, label, message, fields)
        }
    }

    /// The line that says how many were lost in its place.
    static func dropped(_ count: Int, _ format: LogFormat, at date: Date) -> String {
        let lines = count == 1 ? "1 log line was" : "\(count) log lines were"
        return line(
            format, date, .error, "cora.log", "\(lines) dropped because stderr did not take them",
            [(LogKey.count, "\(count)")])
    }

    /// One aligned line: time, level, message, then the fields. Line feeds and other control characters are written as
    /// escapes.
    private static func human(
        _ date: Date, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> String {
        let time = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).dropFirst(11).dropLast()
        let name = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        let details = fields.map { "  \(printable(shortened($0.0)))=\(quoted($0.1))" }.joined()
        return "\(time) \(name) \(printable(message))\(details)\n"
    }

    private static func json(
        _ date: Date, _ level: Logger.Level, _ label: String, _ message: String, _ fields: [(String, String)]
    ) -> String {
        var object = Dictionary(fields) { $1 }
        object["time"] = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        object["level"] = level.rawValue
        object["message"] = message
        object["logger"] = label
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// A field's key without its prefix: `cora.pii.text` reads as `text`, since people know whose log it is.
    private static func shortened(_ key: String) -> String {
        for prefix in [LogKey.personal, LogKey.prefix] where key.hasPrefix(prefix) {
            return String(key.dropFirst(prefix.count))
        }
        return key
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0 != "\"" && !breaksLines($0)
        }
        guard !isPlain || value.isEmpty else { return value }
        let escaped = value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        return "\"\(printable(escaped))\""
    }

    /// The text with every character escaped that would break its line or command a terminal.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: breaksLines) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case _ where breaksLines(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
