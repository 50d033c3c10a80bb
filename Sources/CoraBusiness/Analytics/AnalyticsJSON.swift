package import CoraWire

/// A report as JSON, for programs and for the page.
///
/// Keys are stable: more may be added; none is removed or changes its meaning.
/// - `from`, `to`: the days, both included; `tenant`: its tenant, `null` for all tenants;
/// - `tenants`, those that may be asked about: `id`, `agent`, `time_zone`;
/// - `totals`, and `before` of as many days before: `calls`, `conversations`, `leads`, `showings`, `callbacks`,
///   `transfers`, `failures`, `seconds`, `average_seconds` (of a conversation, or `null`), `cost_usd`,
///   `cost_per_conversation_usd` (or `null`);
/// - `days`: `day`, the keys of `totals`, and `outcomes`, calls by outcome;
/// - `outcomes`: `outcome`, `calls`;
/// - `hours`: `weekday` (1 Monday to 7), `hour`, `calls`; hours without calls are left out;
/// - `channels`: `channel` (`telephone`, `web`), and the keys of `totals`;
/// - `scores`: `from`, `to`, `leads`: five bands;
/// - `properties`: `tenant`, `property_id` (or `null`), `property`, `calls`, `showings`;
/// - `agents`: `tenant`, `agent`, and the keys of `totals`.
package enum AnalyticsJSON {
    /// The report as JSON.
    package static func report(_ report: AnalyticsReport) -> JSON {
        [
            "from": .string("\(report.range.from)"), "to": .string("\(report.range.to)"),
            "tenant": report.tenant.map(JSON.string) ?? .null,
            "tenants": .array(
                report.tenants.map {
                    ["id": .string($0.id), "agent": .string($0.agent), "time_zone": .string($0.timeZone)]
                }),
            "totals": .object(report.totals.members), "before": .object(report.before.members),
            "days": .array(report.days.map(json)),
            "outcomes": .array(report.outcomes.map { ["outcome": .string($0.outcome), "calls": .int($0.calls)] }),
            "hours": .array(
                report.hours.map { ["weekday": .int($0.weekday), "hour": .int($0.hour), "calls": .int($0.calls)] }),
            "channels": .array(
                report.channels.map { .object($0.counts.members.merging(["channel": .string($0.channel)]) { $1 }) }),
            "scores": .array(
                report.scores.enumerated().map { band, leads in
                    ["from": .int(band * 20), "to": .int(band == 4 ? 100 : band * 20 + 19), "leads": .int(leads)]
                }),
            "properties": .array(
                report.properties.map {
                    [
                        "tenant": .string($0.tenant), "property_id": $0.id.map(JSON.string) ?? .null,
                        "property": .string($0.name), "calls": .int($0.calls), "showings": .int($0.showings),
                    ]
                }),
            "agents": .array(
                report.agents.map { agent in
                    .object(
                        agent.counts.members.merging(["tenant": .string(agent.tenant), "agent": .string(agent.name)]) {
                            $1
                        })
                }),
        ]
    }

    private static func json(_ day: AnalyticsReport.Day) -> JSON {
        var members = day.counts.members
        members["day"] = .string(day.day)
        members["outcomes"] = .object(day.outcomes.mapValues(JSON.int))
        return .object(members)
    }
}
