/// A table that can be exported: its columns, and the statement that reads its rows.
package struct AnalyticsTable: Sendable, Equatable {
    /// Its name in the export's URL.
    package let name: String
    /// The columns, as they stand in the first line.
    package let columns: [String]
    /// The statement; `$1`, `$2` and `$3` as in `AnalyticsFilter`. A table that is read in pages has `$4`, the moment
    /// of the last row read, `$5`, its id, and `$6`, how many; its last two columns are that moment and id, and are not
    /// exported.
    let sql: String
    /// Whether it is read in pages, because it grows with the calls.
    let isPaged: Bool

    /// The table of that name; nil if there is none.
    package static func named(_ name: String) -> AnalyticsTable? { all.first { $0.name == name } }

    /// Every table.
    package static let all = [
        paged(
            "calls",
            [
                "call_sid", "tenant_id", "agent_name", "started_at", "local_start", "seconds", "caller_number",
                "caller_name", "outcome", "result", "ending", "is_conversation", "is_lead", "is_showing", "is_callback",
                "is_transfer", "barge_ins", "cost_usd", "lead_quality", "summary", "channel",
            ], "analytics.calls", at: "started_at", id: "call_id",
            // PostgreSQL would spell `true` as `t`.
            spelling: [
                "is_conversation": "v.is_conversation::text", "is_lead": "v.is_lead::text",
                "is_showing": "v.is_showing::text", "is_callback": "v.is_callback::text",
                "is_transfer": "v.is_transfer::text",
                "lead_quality": "(SELECT score_lead_quality FROM call_summaries s WHERE s.call_id = v.call_id)",
                "summary": "(SELECT summary_json ->> 'summary' FROM call_summaries s WHERE s.call_id = v.call_id)",
            ]),
        paged(
            "leads",
            [
                "tenant_id", "agent_name", "created_at", "updated_at", "caller_number", "name", "email", "intent",
                "budget",
                "timeline", "financing_status", "score", "call_sid",
            ], "analytics.leads", at: "created_at", id: "lead_id"),
        paged(
            "showings",
            [
                "tenant_id", "agent_name", "created_at", "starts_at", "local_start", "property_id", "address", "city",
                "price", "contact_name", "contact_phone", "contact_email", "status", "confirmation_code", "call_sid",
            ], "analytics.showings", at: "created_at", id: "showing_id"),
        paged(
            "web_sessions",
            [
                "call_sid", "tenant_id", "agent_name", "started_at", "local_start", "seconds", "outcome", "media",
                "first_audio_ms", "median_turn_ms", "slowest_turn_ms", "median_barge_in_ms", "gaps", "gap_ms",
                "jitter_ms", "lost", "received", "lost_percent", "round_trip_ms",
            ], "analytics.web_sessions", at: "started_at", id: "call_id"),
        counted(
            "days",
            [
                "tenant_id", "day", "calls", "conversations", "leads", "showings", "callbacks", "transfers", "failures",
                "seconds", "cost_usd", "cost_per_conversation_usd",
            ],
            """
            SELECT tenant_id, day, \(CallCounts.columns), sum(cost_usd) AS cost_usd,
              round(sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0), 6) AS cost_per_conversation_usd
            FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
            GROUP BY tenant_id, day ORDER BY day, tenant_id
            """),
        counted(
            "hours",
            ["tenant_id", "day", "weekday", "hour", "outcome", "calls", "conversations", "seconds", "cost_usd"],
            """
            SELECT tenant_id, day, weekday, hour, outcome, \(CallCounts.columns), sum(cost_usd) AS cost_usd
            FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
            GROUP BY tenant_id, day, weekday, hour, outcome ORDER BY day, hour, tenant_id, outcome
            """),
        counted(
            "outcomes", ["tenant_id", "outcome", "calls", "seconds", "cost_usd"],
            """
            SELECT tenant_id, outcome, \(CallCounts.columns), sum(cost_usd) AS cost_usd
            FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
            GROUP BY tenant_id, outcome ORDER BY tenant_id, calls DESC
            """),
        counted(
            "channels",
            [
                "tenant_id", "channel", "calls", "conversations", "leads", "showings", "callbacks", "transfers",
                "failures", "seconds", "cost_usd", "cost_per_conversation_usd",
            ],
            """
            SELECT tenant_id, channel, \(CallCounts.columns), sum(cost_usd) AS cost_usd,
              round(sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0), 6) AS cost_per_conversation_usd
            FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
            GROUP BY tenant_id, channel ORDER BY tenant_id, channel
            """),
        counted(
            "scores", ["tenant_id", "score_band", "leads"],
            """
            SELECT tenant_id, score_band, count(*) AS leads FROM analytics.leads
            WHERE score IS NOT NULL AND \(AnalyticsFilter.days(at: "created_at"))
            GROUP BY tenant_id, score_band ORDER BY tenant_id, score_band
            """),
        counted(
            "properties", ["tenant_id", "property_id", "property", "calls", "showings"],
            "\(PropertyCounts.select) WHERE \(AnalyticsFilter.days(at: "at")) \(PropertyCounts.group)"),
        counted(
            "agents",
            [
                "tenant_id", "agent_name", "calls", "conversations", "leads", "showings", "callbacks", "transfers",
                "failures", "seconds", "cost_usd", "cost_per_conversation_usd",
            ],
            """
            SELECT tenant_id, agent_name, \(CallCounts.columns), sum(cost_usd) AS cost_usd,
              round(sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0), 6) AS cost_per_conversation_usd
            FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
            GROUP BY tenant_id, agent_name ORDER BY calls DESC, tenant_id
            """),
    ]

    /// A table whose rows are ordered by a moment and an id; each page begins behind the last row of the one before.
    private static func paged(
        _ name: String, _ columns: [String], _ view: String, at moment: String, id: String,
        spelling: [String: String] = [:]
    ) -> AnalyticsTable {
        let values = columns.map { column in spelling[column].map { "\($0) AS \(column)" } ?? "v.\(column)" }
        let sql = """
            SELECT \(values.joined(separator: ", ")), v.\(moment) AS page_moment, v.\(id) AS page_id
            FROM \(view) v WHERE \(AnalyticsFilter.days(at: "v." + moment))
              AND ($4::timestamptz IS NULL OR (v.\(moment), v.\(id)) > ($4::timestamptz, $5::uuid))
            ORDER BY v.\(moment), v.\(id) LIMIT $6
            """
        return AnalyticsTable(name: name, columns: columns, sql: sql, isPaged: true)
    }

    private static func counted(_ name: String, _ columns: [String], _ sql: String) -> AnalyticsTable {
        AnalyticsTable(name: name, columns: columns, sql: sql + " LIMIT \(mostCounted + 1)", isPaged: false)
    }

    /// The most rows of a table that is not read in pages. Every hour of a year with eight outcomes has 70,080.
    package static let mostCounted = 200_000
}
