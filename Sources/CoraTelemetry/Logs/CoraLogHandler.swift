package import CoraSettings
import Foundation
package import Logging

/// Makes log lines, one an event: aligned text for people, JSON for machines. They go to standard error, through a queue:
/// a thread that logs never waits for a disk or a reader.
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
    ///   - write: takes each finished line, line feed included; nil for standard error. It must not block.
    package init(
        label: String, level: Logger.Level, format: LogFormat, redaction: LogRedaction = LogRedaction(),
        repeats: LogRepeats? = nil, write: (@Sendable (String) -> Void)? = nil
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.redaction = redaction
        self.repeats = repeats
        self.write = write ?? { LogOutput.standardError.write($0, as: format) }
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
        write(LogText.line(format, .now, line.level, label, line.message, line.fields))
    }
}
