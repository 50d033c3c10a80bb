package import CoraPostgres

/// Ends calls that a dead process left open, since no other process will ever say how they ended.
///
/// A call carries the name of the outbox's opening that recorded it (`Outbox.instance`). The process that has the
/// outbox open now knows that the earlier openings are over, and that everything they accepted is in Postgres once the
/// writer has caught up. A call that goes on elsewhere, as its next stream, carries another name and is left alone. If
/// the outbox itself was lost with the machine, a day without an end is the sign: no call lasts that long.
package enum LostCalls {
    /// The outcome of such a call if nothing better is known.
    package static let outcome = "process_lost"

    /// Ends these calls, at the last moment that is known of each.
    /// - Parameters:
    ///   - name: the outbox's name (`Outbox.name`).
    ///   - instance: the opening of this process (`Outbox.instance`).
    ///   - pool: the database that has the calls.
    /// - Returns: the carrier's ids of the calls that were ended, in no order.
    /// - Throws: `PostgresError`.
    package static func close(
        outbox name: String, instance: String, on pool: PostgresPool
    ) async throws(PostgresError) -> [String] {
        try await pool.query(
            close, [.text(name + "-"), .text(instance)], timeout: .seconds(30), deadline: .seconds(1)
        ).rows.compactMap { $0["twilio_sid"] }
    }

    private static let close = """
        UPDATE calls AS c SET ended_at = last.ts, duration_ms = (extract(epoch FROM last.ts - c.started_at) * 1000)::bigint,
          outcome = coalesce(c.outcome, '\(outcome)'), termination = '\(outcome)',
          termination_result = 'server_fault', termination_detail = 'the process that had the call is gone',
          updated_at = now()
        FROM calls AS open CROSS JOIN LATERAL (
          SELECT greatest(open.started_at, (SELECT max(ts) FROM call_turns WHERE call_id = open.id),
            (SELECT max(ts) FROM tool_calls WHERE call_id = open.id)) AS ts
        ) AS last
        WHERE open.id = c.id AND c.ended_at IS NULL AND (
          starts_with(c.instance, $1) AND c.instance <> $2 OR last.ts < now() - interval '1 day')
        RETURNING c.twilio_sid
        """
}
