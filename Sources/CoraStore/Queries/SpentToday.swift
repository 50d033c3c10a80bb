import CoraCall
package import CoraPostgres
package import CoraTenant

/// What tenants used on a day, apart from what this process itself did: what was written before it began, and what
/// other processes have written since.
package struct SpentToday: Sendable {
    /// What one tenant used.
    package struct Tenant: Sendable, Equatable {
        /// Tokens read and written, those of transcriptions included.
        package var tokens: Int
        /// What they cost.
        package var cost: Dollars

        package init(tokens: Int, cost: Dollars) {
            self.tokens = tokens
            self.cost = cost
        }
    }

    private let instance: String
    private let startedAt: WallTime

    /// - Parameters:
    ///   - instance: the process (`Outbox.instance`).
    ///   - startedAt: when it began.
    package init(instance: String, startedAt: WallTime) {
        self.instance = instance
        self.startedAt = startedAt
    }

    /// The use of each tenant; tenants that used nothing are left out.
    /// - Parameter day: the day in UTC.
    /// - Throws: `PostgresError`.
    package func read(day: CivilDay, from pool: PostgresPool) async throws(PostgresError) -> [String: Tenant] {
        let rows = try await pool.query(
            Self.sql, [.int(Int64(day.dayNumber) * 86_400_000_000), .int(startedAt.microseconds), .text(instance)]
        ).rows
        var spent: [String: Tenant] = [:]
        for row in rows {
            let tenant: String = try row.value("tenant_id")
            spent[tenant] = Tenant(
                tokens: try row.value("tokens"), cost: Dollars(billionths: try row.value("billionths")))
        }
        return spent
    }

    private static let sql = """
        SELECT u.tenant_id,
          sum(u.audio_in_tokens + u.audio_out_tokens + u.text_in_tokens + u.text_out_tokens
            + u.transcription_in_tokens + u.transcription_out_tokens)::bigint AS tokens,
          (coalesce(sum(u.cost_usd), 0) * 1000000000)::bigint AS billionths
        FROM call_usage u JOIN calls c ON c.id = u.call_id
        WHERE u.ts >= timestamptz 'epoch' + $1::bigint * interval '1 microsecond'
          AND u.ts < timestamptz 'epoch' + ($1::bigint + 86400000000) * interval '1 microsecond'
          AND u.tenant_id IS NOT NULL
          AND (u.ts < timestamptz 'epoch' + $2::bigint * interval '1 microsecond'
            OR coalesce(u.instance, c.instance) IS DISTINCT FROM $3)
        GROUP BY 1
        """
}
