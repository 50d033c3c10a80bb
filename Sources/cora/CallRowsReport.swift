import CoraCall
import CoraConsole
import CoraPostgres
import CoraServer
import CoraStore
import CoraTenant
import Foundation

/// What one call left in the database, for the end of a demonstration: its tables with their rows, and the call as
/// `cora calls` shows it.
struct CallRowsReport {
    private static let tables = [
        "call_turns", "tool_calls", "call_usage", "call_summaries", "call_page_figures", "showings", "leads",
        "callbacks", "transfers",
    ]

    private let pool: PostgresPool

    init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Whether the call has ended and is summed up, as far as the database knows.
    func isComplete(_ callSID: String) async -> Bool {
        let found = try? await pool.query(
            """
            SELECT 1 FROM calls c JOIN call_summaries s ON s.call_id = c.id
            WHERE c.twilio_sid = $1 AND c.ended_at IS NOT NULL
            """, [.text(callSID)])
        return found?.count == 1
    }

    /// The rows of the call, and the call as `cora calls` shows it.
    func text(of callSID: String) async -> String {
        do {
            guard case .found(let call) = try await CallQueries(pool).call(callSID) else {
                return "\nThe call is not in the database."
            }
            let style = TerminalStyle(isColoured: isatty(STDOUT_FILENO) != 0)
            let now = PostgresTimestamp(microseconds: WallTime.now().microseconds)
            return "\nWhat it left in PostgreSQL: \(try await counts(of: callSID))\n\n"
                + CallReport.render(call, now: now, style: style)
        } catch {
            return "\nThe database cannot be read: \(error)"
        }
    }

    private func counts(of callSID: String) async throws -> String {
        let parts = Self.tables.map {
            "SELECT '\($0)' AS name, count(*) AS count FROM \($0) WHERE call_id = (SELECT id FROM calls WHERE twilio_sid = $1)"
        }
        let result = try await pool.query(parts.joined(separator: " UNION ALL "), [.text(callSID)])
        var counts = ["calls 1"]
        for row in result.rows where row["count"] != "0" { counts.append("\(row["name"] ?? "") \(row["count"] ?? "")") }
        return counts.joined(separator: ", ")
    }
}
