import CoraBusiness
import CoraCall
import CoraPostgres
import CoraRealtime
import CoraTenant
import CoraWire
import StoreTesting
import Testing

@Suite(.serialized)
struct AnalyticsQueriesTests {
    private static let today = CivilDay(year: 2026, month: 11, day: 25)

    private static func range(_ from: String, _ to: String) throws -> AnalyticsRange {
        try AnalyticsRange(from: from, to: to, today: today)
    }

    private static func hours(_ report: AnalyticsReport) -> [[Int]] {
        report.hours.map { [$0.weekday, $0.hour, $0.calls] }
    }

    /// Two tenants in two zones, and six calls of which everything is known.
    private static let known = """
        UPDATE tenants SET agent_name = 'Ray', time_zone = 'America/Chicago' WHERE id = 'ray-richards';
        UPDATE tenants SET agent_name = 'Sarah', time_zone = 'Nowhere/Atall' WHERE id = 'sarah-chen';
        INSERT INTO properties (tenant_id, id, address, city, price, beds, baths) VALUES
          ('ray-richards', 'ATX-1', '1 Maple Avenue', 'Austin', 400000, 3, 2),
          ('ray-richards', 'ATX-2', '2 Oak Lane', 'Austin', 500000, 3, 2);
        INSERT INTO calls (id, tenant_id, twilio_sid, started_at, ended_at, duration_ms, outcome, caller_number,
          agent_number, termination, termination_result, cost_usd) VALUES
          -- 23:30 on Monday the 9th in Chicago is Tuesday the 10th in UTC.
          ('00000000-0000-4000-8000-000000000001', 'ray-richards', 'CA1', '2026-11-10 05:30+00', '2026-11-10 05:32+00',
           120000, 'showing_booked', '+1', '+2', 'caller_hung_up', 'completed', 0.10),
          ('00000000-0000-4000-8000-000000000002', 'ray-richards', 'CA2', '2026-11-10 15:00+00', '2026-11-10 15:01+00',
           60000, 'lead_qualified', '+1', '+2', 'caller_hung_up', 'completed', 0.05),
          ('00000000-0000-4000-8000-000000000003', 'ray-richards', 'CA3', '2026-11-10 15:20+00', '2026-11-10 15:20:10+00',
           10000, 'no_conversation', '+3', '+2', 'model_lost', 'model_fault', 0.01),
          ('00000000-0000-4000-8000-000000000004', 'ray-richards', 'CA4', '2026-11-10 16:00+00', NULL, NULL, NULL, '+4',
           '+2', NULL, NULL, NULL),
          ('00000000-0000-4000-8000-000000000005', 'ray-richards', 'CA5', '2026-11-08 16:00+00', '2026-11-08 16:01+00',
           60000, 'information_given', '+5', '+2', 'caller_hung_up', 'completed', 0.02),
          ('00000000-0000-4000-8000-000000000006', 'sarah-chen', 'CA6', '2026-11-10 00:10+00', '2026-11-10 00:11+00',
           60000, 'callback_requested', '+6', '+2', 'caller_hung_up', 'completed', 0.03);
        UPDATE calls SET channel = 'web' WHERE twilio_sid = 'CA2';
        INSERT INTO call_page_figures (call_id, tenant_id, ts, media, first_audio_ms, turn_ms, gaps, lost, received) VALUES
          ('00000000-0000-4000-8000-000000000002', 'ray-richards', '2026-11-10 15:01+00', 'webrtc', 412,
           '{900,640,700}', 2, 5, 95);
        INSERT INTO tool_calls (call_id, name, args, result, duration_ms, success) VALUES
          ('00000000-0000-4000-8000-000000000002', 'qualify_lead', '{}', '{}', 1, true),
          ('00000000-0000-4000-8000-000000000002', 'qualify_lead', '{}', '{}', 1, true),
          ('00000000-0000-4000-8000-000000000003', 'qualify_lead', '{}', '{}', 1, false);
        INSERT INTO showings (tenant_id, property_id, call_id, starts_at, ends_at, contact_name, contact_phone, status,
          created_at) VALUES
          ('ray-richards', 'ATX-1', '00000000-0000-4000-8000-000000000001', '2026-11-12 15:00+00', '2026-11-12 15:30+00',
           '=cmd()', '+1', 'booked', '2026-11-10 05:31+00'),
          ('ray-richards', 'ATX-1', '00000000-0000-4000-8000-000000000003', '2026-11-12 16:00+00', '2026-11-12 16:30+00',
           'Ann', '+3', 'cancelled', '2026-11-10 15:21+00');
        INSERT INTO leads (tenant_id, caller_number, call_id, intent, score, created_at) VALUES
          ('ray-richards', '+1', '00000000-0000-4000-8000-000000000002', 'buy', 85, '2026-11-10 15:00+00'),
          ('ray-richards', '+9', NULL, 'sell', 100, '2026-11-10 15:00+00'),
          ('ray-richards', '+8', NULL, 'sell', 19, '2026-11-01 15:00+00');
        INSERT INTO call_summaries (call_id, summary_json, score_lead_quality, properties_mentioned) VALUES
          ('00000000-0000-4000-8000-000000000001', '{"summary":"Booked, =then left."}', 90, '{ATX-1,2 OAK LANE}'),
          ('00000000-0000-4000-8000-000000000002', '{"summary":"Asked."}', 60, '{1 Maple Avenue,ATX-1,the blue house}');
        INSERT INTO callbacks (tenant_id, call_id, phone, reason, source) VALUES
          ('sarah-chen', '00000000-0000-4000-8000-000000000006', '+6', 'financing', 'tool'),
          ('ray-richards', '00000000-0000-4000-8000-000000000003', '+3', 'general_question', 'record');
        """

    @Test(.timeLimit(.minutes(2)))
    func `calls are counted by the tenant's own clock, each once`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { try await $0.script(Self.known) }
            let queries = AnalyticsQueries(server.pool)
            let ray = try await queries.report(Self.range("2026-11-09", "2026-11-10"), tenant: "ray-richards")
            #expect(ray.totals.calls == 4)
            #expect(ray.totals.conversations == 2)
            #expect(ray.totals.leads == 2)
            #expect(ray.totals.showings == 1)
            #expect(ray.totals.callbacks == 0)
            #expect(ray.totals.failures == 1)
            #expect(ray.totals.averageSeconds == 90)
            #expect(ray.totals.costPerConversation.map { abs($0 - 0.08) < 1e-9 } == true)
            #expect(ray.before.calls == 1)
            #expect(ray.days.map(\.day) == ["2026-11-09", "2026-11-10"])
            #expect(ray.days.map(\.counts.calls) == [1, 3])
            #expect(ray.days[0].outcomes == ["showing_booked": 1])
            #expect(ray.days[1].outcomes == ["lead_qualified": 1, "no_conversation": 1, "in_progress": 1])
            #expect(ray.outcomes.map(\.calls) == [1, 1, 1, 1])
            #expect(Self.hours(ray) == [[1, 23, 1], [2, 9, 2], [2, 10, 1]])
            #expect(ray.channels.map(\.channel) == ["telephone", "web"])
            #expect(ray.channels.map(\.counts.calls) == [3, 1])
            #expect(ray.channels.map(\.counts.leads) == [1, 1])
            #expect(ray.scores == [0, 0, 0, 0, 2])
            #expect(ray.properties.map(\.id) == ["ATX-1", "ATX-2", nil])
            #expect(ray.properties.map(\.calls) == [2, 1, 1])
            #expect(ray.properties.map(\.showings) == [1, 0, 0])
            #expect(ray.properties.map(\.name) == ["1 Maple Avenue", "2 Oak Lane", "the blue house"])
            #expect(ray.agents.map(\.name) == ["Ray"])
            #expect(ray.tenants.map(\.id) == ["ray-richards"])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a tenant sees its own, an operator sees all; an unknown zone is UTC`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { try await $0.script(Self.known) }
            let queries = AnalyticsQueries(server.pool)
            let range = try Self.range("2026-11-09", "2026-11-10")
            let sarah = try await queries.report(range, tenant: "sarah-chen")
            #expect(sarah.totals.calls == 1 && sarah.totals.callbacks == 1)
            #expect(Self.hours(sarah) == [[2, 0, 1]])
            #expect(sarah.properties == [] && sarah.scores == [0, 0, 0, 0, 0])
            #expect(sarah.tenants.map(\.timeZone) == ["UTC"])
            let all = try await queries.report(range, tenant: nil)
            #expect(all.totals.calls == 5)
            #expect(all.agents.map(\.tenant) == ["ray-richards", "sarah-chen"])
            let nobody = try await queries.report(range, tenant: "nobody' OR true --")
            #expect(nobody.totals == CallCounts() && nobody.tenants == [] && nobody.days.count == 2)
            let json = AnalyticsJSON.report(all)
            #expect(json["totals"]?["calls"] == 5)
            #expect(json["days"]?[1]?["outcomes"]?["callback_requested"] == 1)
            #expect(json["channels"]?[1]?["channel"] == "web" && json["channels"]?[1]?["conversations"] == 1)
            #expect(json["scores"]?[4] == ["from": 80, "to": 100, "leads": 2])
            #expect(try JSON.parse(json.text) == json)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `until a call is summed up, what it came to is unknown`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { try await $0.script(Self.known) }
            func call(_ outcome: String, _ termination: String) async throws -> String? {
                _ = try await server.pool.query(
                    "UPDATE calls SET outcome = $1, termination = $2 WHERE twilio_sid = 'CA5'",
                    [.text(outcome), .text(termination)])
                return try await server.one(
                    "SELECT outcome || ' ' || is_conversation FROM analytics.calls WHERE call_sid = 'CA5'")
            }
            #expect(try await call("caller_socket_lost", "caller_socket_lost") == "unknown false")
            #expect(try await call("transferred", "transferred") == "unknown false")
            #expect(try await call("process_lost", "process_lost") == "process_lost false")
            #expect(try await call("unfinished", "caller_socket_lost") == "unfinished true")
            _ = try await server.pool.query(
                """
                INSERT INTO call_summaries (call_id, summary_json, outcome)
                SELECT id, '{}', 'transferred' FROM calls WHERE twilio_sid = 'CA5'
                """)
            #expect(try await call("caller_hung_up", "caller_hung_up") == "unknown false")
            #expect(try await call("transferred", "transferred") == "transferred true")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `every table is exported, page by page, with nothing that a spreadsheet carries out`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { try await $0.script(Self.known) }
            let range = try Self.range("2026-11-09", "2026-11-10")
            for table in AnalyticsTable.all {
                var export = AnalyticsExport(table, of: range, tenant: "ray-richards", pool: server.pool)
                let text = try await export.next() ?? ""
                #expect(try await export.next() == nil, "\(table.name)")
                #expect(text.hasSuffix("\r\n"), "\(table.name)")
                #expect(!text.contains("sarah-chen") && !text.contains("CA6"), "\(table.name)")
                #expect(export.header == table.columns.joined(separator: ",") + "\r\n")
                var other = AnalyticsExport(table, of: range, tenant: "nobody", pool: server.pool)
                #expect(try await other.next() ?? "" == "", "\(table.name)")
            }
            var calls = AnalyticsExport(
                try #require(.named("calls")), of: range, tenant: "ray-richards", pool: server.pool)
            let first = try await calls.next()?.split(separator: "\r\n").first
            #expect(
                first == """
                    CA1,ray-richards,Ray,2026-11-10 05:30:00+00,2026-11-09 23:30:00,120,+1,,showing_booked,completed,\
                    caller_hung_up,true,true,true,false,false,0,0.100000,90,"Booked, =then left.",telephone
                    """)
            var sessions = AnalyticsExport(
                try #require(.named("web_sessions")), of: range, tenant: "ray-richards", pool: server.pool)
            #expect(
                try await sessions.next() == """
                    CA2,ray-richards,Ray,2026-11-10 15:00:00+00,2026-11-10 09:00:00,60,lead_qualified,webrtc,412,700,900,\
                    ,2,,,5,95,5.00,\r\n
                    """)
            var showings = AnalyticsExport(
                try #require(.named("showings")), of: range, tenant: nil, pool: server.pool)
            #expect(try await showings.next()?.contains(",'=cmd(),") == true)
            #expect(AnalyticsTable.named("tenants; DROP") == nil)
            // Not the first rows of it as if those were all.
            var days = AnalyticsExport(
                try #require(.named("days")), of: range, tenant: "ray-richards", pool: server.pool, most: 1)
            await #expect(throws: AnalyticsExportError.tooLong) { try await days.next() }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `thousands of calls are exported to the last, once each; sums agree`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection {
                try await $0.script(
                    AnalyticsSeed.sql(calls: 12_000, days: 60, end: "timestamptz '2026-11-25 12:00+00'"))
            }
            let range = try AnalyticsRange(from: "2026-09-20", to: "2026-11-26", today: Self.today)
            var export = AnalyticsExport(try #require(.named("calls")), of: range, tenant: nil, pool: server.pool)
            var (pages, sids) = (0, [Substring]())
            while let text = try await export.next() {
                pages += 1
                sids += text.split(separator: "\r\n").map { $0.prefix { $0 != "," } }
            }
            #expect(pages == 3 && sids.count == 12_000 && Set(sids).count == 12_000)
            let report = try await AnalyticsQueries(server.pool).report(range, tenant: nil)
            #expect(report.totals.calls == 12_000)
            #expect(report.days.reduce(0) { $0 + $1.counts.calls } == 12_000)
            #expect(report.hours.reduce(0) { $0 + $1.calls } == 12_000)
            #expect(report.agents.reduce(CallCounts()) { $0 + $1.counts }.showings == report.totals.showings)
            #expect(report.totals.calls > report.totals.conversations)
            #expect(report.totals.conversations > report.totals.leads)
            #expect(report.totals.leads > report.totals.showings && report.totals.showings > 0)
            let byDay = "SELECT sum(calls) FROM analytics.calls_by_day"
            let byHour = "SELECT sum(calls) FROM analytics.calls_by_hour"
            let byAgent = "SELECT sum(calls) FROM analytics.agents"
            for sql in [byDay, byHour, byAgent] { #expect(try await server.one(sql) == "12000") }
            #expect(
                try await server.one(
                    """
                    SELECT count(*) FROM pg_class v LEFT JOIN pg_description d ON d.objoid = v.oid AND d.objsubid = 0
                    WHERE v.relnamespace = 'analytics'::regnamespace AND v.relkind = 'v' AND d.description IS NULL
                    """) == "0")
        }
    }
}
