import CoraCall
package import CoraTenant
import Logging
import Synchronization

/// Keeps one warning from filling the log: of one warning of one call, five are written in ten seconds; the rest are
/// counted, and the last of them is written with the count as `LogKey.repeated`. All handlers of the process share one
/// value; any thread.
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

    /// The lines to write when this line comes: the repeats that are due, then this line unless it is held back.
    func lines(for line: Line) -> [Line] {
        let time = now()
        // Lines below the level of a warning are never held back.
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
