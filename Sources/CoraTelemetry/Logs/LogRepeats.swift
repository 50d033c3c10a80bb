package import CoraCall
import Logging
import Synchronization

/// Keeps the same warning from filling the log: of one warning of one call five are written in ten seconds, the rest are
/// counted, and the count comes with the last of them as `LogKey.repeated`. One for the whole process; any thread.
package final class LogRepeats: Sendable {
    /// A line that is ready to be written.
    struct Line: Sendable {
        var level: Logger.Level
        var message: String
        var fields: [(String, String)]
    }

    private let limit = Mutex(RepeatLimit<Line>())
    private let now: @Sendable () -> CallInstant

    /// - Parameter now: a clock that only goes forward.
    package init(now: @escaping @Sendable () -> CallInstant) {
        self.now = now
    }

    /// What is to be written now that there is this line.
    func lines(for line: Line) -> [Line] {
        let time = now()
        // What is no warning is never held back.
        guard line.level >= .warning else { return limit.withLock { $0.due(at: time) }.map(Self.line) + [line] }
        let call = line.fields.first { $0.0 == LogKey.call }?.1 ?? ""
        return limit.withLock { $0.lines(for: line, "\(line.message)/\(call)", at: time) }.map(Self.line)
    }

    private static func line(_ told: RepeatLimit<Line>.Told) -> Line {
        var line = told.line
        if told.repeated > 0 { line.fields.append((LogKey.repeated, String(told.repeated))) }
        return line
    }
}
