package import CoraArguments
package import CoraPostgres

/// Keeps who wants to buy or sell: the table `leads`, one row for each caller and tenant, to which is added as more is
/// learnt.
package enum LeadBook {
    /// What is known of a lead.
    package struct Lead: Sendable, Equatable {
        /// Whether the caller wants to buy or to sell.
        package var intent: LeadScore.Intent
        /// In US dollars, what a buyer can spend or a seller hopes for.
        package var budget: Double?
        /// When they want to buy or sell, in their own words.
        package var timeline: String?
        /// How far the financing is.
        package var financing: LeadScore.Financing

        package init(
            intent: LeadScore.Intent, budget: Double?, timeline: String?, financing: LeadScore.Financing
        ) {
            self.intent = intent
            self.budget = budget
            self.timeline = timeline
            self.financing = financing
        }

        /// How good the lead is, by the rule of ``LeadScore``.
        package var score: Int {
            LeadScore.of(intent: intent, budget: budget, timeline: timeline, financing: financing)
        }
    }

    /// Adds to what is known of a caller: new values replace old ones, values that are nil now stay as they were.
    /// - Parameters:
    ///   - caller: the caller's number, or another name for a caller who withholds it.
    ///   - call: the call's id, a UUID.
    /// - Returns: what is known now, and whether anything was known before.
    /// - Throws: `PostgresError`.
    package static func note(
        _ lead: Lead, of caller: String, tenant: String, call: String, on connection: PostgresConnection
    ) async throws(PostgresError) -> (lead: Lead, isKnown: Bool) {
        let result = try await connection.query(
            merge,
            [
                .text(tenant), .text(caller), .uuid(call), .text(lead.intent.rawValue),
                lead.budget.map { .numeric(String(Int64(min(max($0, 0), 9e11)))) } ?? .null,
                lead.timeline.map { .text($0) } ?? .null, .text(lead.financing.rawValue),
            ])
        guard let row = result.first else {
            throw PostgresError(.protocol, "a lead was not written", table: "leads")
        }
        let merged = Lead(
            intent: LeadScore.Intent(rawValue: try row.value("intent")) ?? lead.intent,
            budget: try row.optional("budget"), timeline: try row.optional("timeline"),
            financing: LeadScore.Financing(rawValue: try row.value("financing_status")) ?? lead.financing)
        _ = try await connection.query(
            "UPDATE leads SET score = $2 WHERE id = $1", [.uuid(try row.value("id")), .int(Int64(merged.score))])
        return (merged, !(try row.value("is_new")))
    }

    /// `xmax` is 0 in a row that the statement itself inserted.
    private static let merge = """
        INSERT INTO leads AS l (tenant_id, caller_number, call_id, intent, budget, timeline, financing_status)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, caller_number) DO UPDATE SET
          call_id = excluded.call_id, intent = excluded.intent, budget = coalesce(excluded.budget, l.budget),
          timeline = coalesce(excluded.timeline, l.timeline),
          financing_status = CASE WHEN excluded.financing_status = 'unknown' THEN l.financing_status
                                  ELSE excluded.financing_status END
        RETURNING id, intent, budget, timeline, financing_status, xmax = 0 AS is_new
        """
}
