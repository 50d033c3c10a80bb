import CoraCall
package import CoraPostgres
import CoraStore
import CoraTenant
package import Logging

/// Finds calls that ended and were never summed up, because the process that had them died: calls that broke off with
/// it soon after, if the caller has not come back; others once no process can still be working on them.
///
/// Any number of processes may look: a call that two of them sum up has one summary (see `WriteStatements`).
package struct UnsummedCalls: Sendable {
    /// How many calls are read at a time.
    private static let batch = 50
    /// The pause from one look to the next.
    private static let interval = Duration.seconds(60)

    private let pool: PostgresPool
    private let logger: Logger

    package init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// Calls `take` with each such call, at the start and then every minute, until the task is cancelled.
    package func run(_ take: (EndedCall) -> Void) async {
        var taken: Set<String> = []
        while !Task.isCancelled {
            do throws(PostgresError) {
                for call in try await list() where taken.insert(call.callID).inserted { take(call) }
            } catch {
                logger.debug("calls without a summary cannot be looked for", metadata: ["cora.reason": "\(error)"])
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Such calls of the last day, the oldest first.
    /// - Throws: `PostgresError`.
    package func list() async throws(PostgresError) -> [EndedCall] {
        let rows = try await pool.query(Self.sql, [.int(Int64(Self.batch))]).rows
        var calls: [EndedCall] = []
        for row in rows {
            let sid: String = try row.value("twilio_sid")
            guard let conversation = try await StoredConversation.rebuild(callSID: sid, from: pool) else { continue }
            calls.append(
                EndedCall(
                    conversation, tenantID: try row.value("tenant_id"), startedAt: try row.value("started_at"),
                    endedAt: try row.value("ended_at"), ending: row["termination"]))
        }
        return calls
    }

    private static let sql = """
        SELECT c.twilio_sid, c.tenant_id, c.termination, c.started_at, c.ended_at FROM calls c
        WHERE c.ended_at > now() - INTERVAL '1 day'
          AND c.ended_at < now() - CASE c.termination
            WHEN 'process_lost' THEN INTERVAL '1 minute' ELSE INTERVAL '5 minutes' END
          AND NOT EXISTS (SELECT FROM call_summaries s WHERE s.call_id = c.id)
        ORDER BY c.ended_at LIMIT $1
        """
}
