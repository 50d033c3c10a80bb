import Foundation
package import Logging
import NIOConcurrencyHelpers

/// Writes log lines to standard error, one an event: aligned text for people, JSON for machines.
package struct CoraLogHandler: LogHandler {
    /// How lines look.
    package typealias Format = Settings.LogFormat

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the logger's name; only JSON lines carry it.
    ///   - level: the least severe level that is written.
    ///   - format: how lines look.
    ///   - write: takes each finished line, line feed included.
    package init(
        label: String, level: Logger.Level, format: Format,
        write: @escaping @Sendable (String) -> Void = CoraLogHandler.standardError
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let fields = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        switch format {
        case .human: write(Self.human(.now, event.level, "\(event.message)", fields))
        case .json: write(json(.now, event.level, "\(event.message)", fields))
        }
    }

    /// One aligned line: time, level, message, then what goes with it. Line feeds in values are written as `\n`.
    static func human(_ date: Date, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
        let time = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).dropFirst(11).dropLast()
        let name = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        let details = fields.map { "  \(shortened($0.0))=\(quoted($0.1))" }.joined()
        return "\(time) \(name) \(message)\(details)\n"
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

    /// `cora.pii.text` reads as `text`: people know whose log it is.
    private static func shortened(_ key: String) -> String {
        for prefix in ["cora.pii.", "cora."] where key.hasPrefix(prefix) { return String(key.dropFirst(prefix.count)) }
        return key
    }

    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { $0.isWhitespace || $0 == "\"" }) || value.isEmpty else { return value }
        let escaped = value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\r", with: "\\r").replacingOccurrences(of: "\n", with: "\\n")
        return "\"\(escaped)\""
    }

    /// Lines of several threads do not mix.
    package static let standardError: @Sendable (String) -> Void = { line in
        lock.withLock { FileHandle.standardError.write(Data(line.utf8)) }
    }

    private static let lock = NIOLock()
}
