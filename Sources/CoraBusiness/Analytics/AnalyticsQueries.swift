package import CoraPostgres

/// Reads the views of the schema `analytics`. The tenant is always a parameter of the statement; the caller, who knows
/// what the asker may see, binds it.
package struct AnalyticsQueries: Sendable {
    private static let timeout = Duration.seconds(20)

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Reads everything that the page shows. Each part is as of its own moment, a few milliseconds apart.
    /// - Parameter tenant: the tenant to report on; nil for all tenants.
    /// - Throws: `PostgresError`.
    package func report(
        _ range: AnalyticsRange, tenant: String?
    ) async throws(PostgresError) -> AnalyticsReport {
        let parameters = AnalyticsFilter.parameters(range, tenant)
        let results = try await pool.batch(
            [
                PostgresStatement(Self.tenants, [parameters[2]]), PostgresStatement(Self.calls, parameters),
                PostgresStatement(Self.before, parameters), PostgresStatement(Self.days, Array(parameters.prefix(2))),
                PostgresStatement(Self.scores, parameters), PostgresStatement(Self.properties, parameters),
            ], timeout: Self.timeout)
        guard results.count == 6 else { throw PostgresError(.protocol, "\(results.count) answers of 6") }
        var report = AnalyticsReport(range: range, tenant: tenant)
        for row in results[0].rows { report.tenants.append(try .init(row)) }
        for row in results[3].rows {
            report.days.append(.init(day: try row.value("day"), counts: CallCounts(), outcomes: [:]))
        }
        try report.take(results[1])
        if let row = results[2].first { report.before = try CallCounts(row) }
        for row in results[4].rows {
            let band: Int = try row.value("band")
            if report.scores.indices.contains(band) { report.scores[band] = try row.value("leads") }
        }
        for row in results[5].rows { report.properties.append(try .init(row)) }
        return report
    }

    // MARK: Statements. $1 and $2 are the days, $3 is the tenant.

    private static let tenants = """
        SELECT tenant_id, agent_name, time_zone FROM analytics.tenants
        WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY agent_name, tenant_id LIMIT 5000
        """

    private static let days = """
        SELECT day::date::text AS day FROM generate_series($1::text::date, $2::text::date, INTERVAL '1 day') AS day
        ORDER BY 1
        """

    /// Reads the calls once for everything that is counted of them.
    private static let calls = """
        SELECT grouping(day, weekday, tenant_id, channel) AS kind, day::text AS day, outcome, weekday, hour, tenant_id,
          agent_name, channel, \(CallCounts.columns)
        FROM analytics.calls WHERE \(AnalyticsFilter.days(at: "started_at"))
        GROUP BY GROUPING SETS ((day, outcome), (weekday, hour), (tenant_id, agent_name), (channel), ())
        """

    private static let before = """
        SELECT \(CallCounts.columns) FROM analytics.calls
        WHERE \(AnalyticsFilter.days(
            at: "started_at", from: "($1::text::date - ($2::text::date - $1::text::date + 1))", to: "($1::text::date - 1)"))
        """

    private static let scores = """
        SELECT score_band / 20 AS band, count(*) AS leads FROM analytics.leads
        WHERE score IS NOT NULL AND \(AnalyticsFilter.days(at: "created_at")) GROUP BY 1
        """

    private static let properties = """
        \(PropertyCounts.select) WHERE \(AnalyticsFilter.days(at: "at")) \(PropertyCounts.group) LIMIT 15
        """
}

/// Counts properties, from `analytics.property_interest`.
enum PropertyCounts {
    static let select = """
        SELECT tenant_id, property_id, min(property) AS property,
          count(DISTINCT call_id) FILTER (WHERE kind = 'asked') AS calls,
          count(*) FILTER (WHERE kind = 'showing') AS showings
        FROM analytics.property_interest
        """

    static let group = """
        GROUP BY tenant_id, property_id, CASE WHEN property_id IS NULL THEN lower(property) END
        ORDER BY calls DESC, showings DESC, property
        """
}

/// Turns the days and the tenant into conditions of a statement.
enum AnalyticsFilter {
    /// The values of `$1`, the first day, `$2`, the last, and `$3`, the tenant.
    static func parameters(_ range: AnalyticsRange, _ tenant: String?) -> [PostgresValue] {
        [.text("\(range.from)"), .text("\(range.to)"), tenant.map { .text($0) } ?? .null]
    }

    /// The condition for the days. The view's own `day` decides; the condition on the moment, with a day more on either
    /// side, is what an index can use, whatever the tenant's zone (UTC−12 to UTC+14).
    static func days(
        at column: String, from: String = "$1::text::date", to: String = "$2::text::date"
    ) -> String {
        """
        \(column) >= ((\(from) - 1)::timestamp AT TIME ZONE 'UTC')
          AND \(column) < ((\(to) + 2)::timestamp AT TIME ZONE 'UTC')
          AND day BETWEEN \(from) AND \(to) AND ($3::text IS NULL OR tenant_id = $3)
        """
    }
}

extension AnalyticsReport {
    /// Adds what was counted of the calls.
    fileprivate mutating func take(_ result: PostgresResult) throws(PostgresError) {
        var places: [String: Int] = [:]
        for (index, day) in days.enumerated() { places[day.day] = index }
        var byOutcome: [String: Int] = [:]
        for row in result.rows {
            let counts = try CallCounts(row)
            // grouping() sets a bit for each column that is not grouped by: day 8, weekday 4, tenant 2, channel 1.
            switch try row.value("kind", as: Int.self) {
            case 7:
                let outcome: String = try row.value("outcome")
                byOutcome[outcome, default: 0] += counts.calls
                guard let place = places[try row.value("day")] else { continue }
                days[place].counts = days[place].counts + counts
                days[place].outcomes[outcome] = counts.calls
            case 11:
                hours.append(.init(weekday: try row.value("weekday"), hour: try row.value("hour"), calls: counts.calls))
            case 13:
                agents.append(
                    .init(tenant: try row.value("tenant_id"), name: try row.value("agent_name"), counts: counts))
            case 14: channels.append(.init(channel: try row.value("channel"), counts: counts))
            default: totals = counts
            }
        }
        outcomes = byOutcome.map { Outcome(outcome: $0.key, calls: $0.value) }
            .sorted { ($1.calls, $0.outcome) < ($0.calls, $1.outcome) }
        hours.sort { ($0.weekday, $0.hour) < ($1.weekday, $1.hour) }
        channels.sort { ($1.counts.calls, $0.channel) < ($0.counts.calls, $1.channel) }
        agents.sort { ($1.counts.calls, $0.name, $0.tenant) < ($0.counts.calls, $1.name, $1.tenant) }
        agents = Array(agents.prefix(100))
    }
}

extension AnalyticsReport.Business {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            id: try row.value("tenant_id"), agent: try row.value("agent_name"), timeZone: try row.value("time_zone"))
    }
}

extension AnalyticsReport.Property {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            tenant: try row.value("tenant_id"), id: try row.optional("property_id"),
            name: try row.optional("property") ?? "", calls: try row.value("calls"), showings: try row.value("showings")
        )
    }
}
