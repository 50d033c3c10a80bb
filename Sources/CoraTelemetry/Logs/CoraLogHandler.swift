import CoraCall
package import CoraSettings
import Foundation
package import Logging
import Synchronization

/// Writes log lines to standard error, one line an event: aligned text for people, JSON for machines.
package struct CoraLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat
    private let redaction: LogRedaction
    private let repeats: LogRepeats?
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the logger's name; only JSON lines carry it.
    ///   - level: the least severe level that is written.
    ///   - format: the form of the lines.
    ///   - redaction: hides secrets and what callers said.
    ///   - repeats: keeps one warning from filling the log; all handlers of the process share it.
    ///   - write: takes each finished line, line feed included.
    package init(
        label: String, level: Logger.Level, format: LogFormat, redaction: LogRedaction = LogRedaction(),
        repeats: LogRepeats? = nil, write: @escaping @Sendable (String) -> Void = CoraLogHandler.standardError
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.redaction = redaction
        self.repeats = repeats
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let fields = all.sorted { $0.key < $1.key }.map { ($0.key, redaction.value("\($0.value)", of: $0.key)) }
        let line = LogRepeats.Line(level: event.level, message: redaction.message("\(event.message)"), fields: fields)
        guard let repeats else { return write(line) }
        for line in repeats.lines(for: line) { write(line) }
    }

    private func write(_ line: LogRepeats.Line) {
        switch format {
        case .human: write(Self.human(.now, line.level, line.message, line.fields))
        case .json: write(json(.now, line.level, line.message, line.fields))
        }
    }

    /// One aligned line: time, level, message, then the fields. Line feeds and other control characters are written as
    /// escapes.
    static func human(_ date: Date, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
        let time = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).dropFirst(11).dropLast()
        let name = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        let details = fields.map { "  \(printable(shortened($0.0)))=\(quoted($0.1))" }.joined()
        return "\(time) \(name) \(printable(message))\(details)\n"
    }

    private func json(_ date: Date, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
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

    /// Writes a line to standard error, whole, so that lines of several threads do not mix. A line that cannot be
    /// written, on a full disk say, is lost; nothing else fails.
    package static let standardError: @Sendable (String) -> Void = { line in
        lock.withLock { _ in try? FileHandle.standardError.write(contentsOf: Data(line.utf8)) }
    }

    private static let lock = Mutex(())
}
