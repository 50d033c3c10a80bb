import CoraCall
import CoraPostgres
package import CoraStore
package import CoraTenant

/// The state of an outbox as text for a person.
package enum OutboxReport {
    /// The figures, then the rows set aside, oldest first: number, time, table, call, and PostgreSQL's words, which can
    /// quote what was said on a call.
    /// - Parameters:
    ///   - figures: what the outbox holds.
    ///   - shelf: the rows set aside, or the first of them.
    ///   - now: the time.
    package static func render(_ figures: OutboxFigures, _ shelf: [ShelvedRow], now: WallTime) -> String {
        var lines = ["waiting     \(figures.rows) rows, \(figures.bytes) bytes" + age(figures.oldest, now)]
        lines.append("set aside   \(figures.shelved) rows")
        if let alarm = figures.alarm { lines.append("alarm       \(alarm)") }
        if !shelf.isEmpty { lines.append("") }
        for row in shelf {
            let kind = OutboxRow.Kind(rawValue: row.row.kind).map { "\($0)" } ?? "kind \(row.row.kind)"
            let call = row.row.call.map { " of call \(TerminalText.clean($0))" } ?? ""
            lines.append(
                "\(row.sequence)  \(PostgresTimestamp(microseconds: row.at.microseconds).text)  \(kind)\(call)")
            lines.append("    \(TerminalText.clean(row.error))")
        }
        if figures.shelved > shelf.count, !shelf.isEmpty { lines.append("… and \(figures.shelved - shelf.count) more") }
        return lines.joined(separator: "\n")
    }

    private static func age(_ oldest: WallTime?, _ now: WallTime) -> String {
        oldest.map { ", the oldest for \(max((now - $0).milliseconds, 0) / 1000) s" } ?? ""
    }
}
