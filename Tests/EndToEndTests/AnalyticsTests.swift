import AsyncHTTPClient
import CoraBusiness
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStandIn
import CoraWire
import NIOCore
import NIOHTTP1
import Testing

struct AnalyticsTests {
    private static let ops = "ops-0123456789abcdef"
    private static let rays = "cora_rays-token"
    private static let sarahs = "cora_sarahs-token"

    private static let rows = """
        INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('ray', 'Ray', 'Hi'), ('sarah', 'Sarah', 'Hi');
        INSERT INTO calls (tenant_id, twilio_sid, started_at, ended_at, duration_ms, outcome, caller_number, caller_name,
          agent_number) VALUES
          ('ray', 'CA1', '2026-11-10 15:00+00', '2026-11-10 15:01+00', 60000, 'information_given', '+1',
           '=HYPERLINK("https://evil.example")', '+2'),
          ('sarah', 'CA2', '2026-11-10 15:00+00', '2026-11-10 15:01+00', 60000, 'information_given', '+3', NULL, '+2'),
          ('sarah', 'CA3', '2026-11-10 16:00+00', '2026-11-10 16:01+00', 60000, 'no_conversation', '+4', NULL, '+2');
        """

    /// A server whose database has two businesses, each with a token.
    private static func with(_ body: @Sendable (TestLine, StoredLine) async throws -> Void) async throws {
        try await StoredLine.with { stored in
            var options = stored.options()
            options.settings = { settings in
                stored.settings(&settings)
                settings.access.opsToken = Secret(ops)
            }
            try await TestLine.run(options) { line in
                try await eventually("the schema and the tenants") {
                    (try? await stored.one("SELECT count(*) FROM tenants")) == "1"
                }
                try await stored.pool.withConnection { try await $0.script(rows) }
                for (token, tenant) in [(rays, "ray"), (sarahs, "sarah")] {
                    _ = try await AccessTokenStore(stored.pool).add(
                        sha256: TokenDigest(of: token).hexadecimal, tenant: tenant, label: "test")
                }
                try await body(line, stored)
            }
        }
    }

    private static let days = "from=2026-11-01&to=2026-11-30"

    private static func text(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    private static func calls(_ line: TestLine, _ token: String, _ more: String = "") async throws -> JSON? {
        let response = try await line.ops("/analytics/data?\(days)\(more)", token: token)
        return try JSON.parse(try await text(response))["totals"]?["calls"]
    }

    @Test(.timeLimit(.minutes(3)))
    func `a tenant's token shows that tenant only, whatever it asks for; one of ops any`() async throws {
        try await Self.with { line, stored in
            #expect(try await Self.calls(line, Self.rays) == 1)
            #expect(try await Self.calls(line, Self.rays, "&tenant=sarah") == 1)
            #expect(try await Self.calls(line, Self.rays, "&tenant=ray&tenant=sarah") == 1)
            #expect(try await Self.calls(line, Self.sarahs) == 2)
            #expect(try await Self.calls(line, Self.ops) == 3)
            #expect(try await Self.calls(line, Self.ops, "&tenant=sarah") == 2)
            let seen = try await Self.text(line.ops("/analytics/data?\(Self.days)&tenant=sarah", token: Self.rays))
            #expect(!seen.lowercased().contains("sarah"))
            let csv = try await Self.text(
                line.ops("/analytics/export.csv?table=calls&\(Self.days)&tenant=sarah", token: Self.rays))
            #expect(csv.contains("CA1") && !csv.contains("CA2"))
            #expect(csv.contains(#""'=HYPERLINK(""https://evil.example"")""#))
            let all = try await line.ops("/analytics/export.csv?table=calls&\(Self.days)", token: Self.ops)
            #expect(all.headers.first(name: "Content-Type")?.hasPrefix("text/csv") == true)
            #expect(try await Self.text(all).split(separator: "\r\n").count == 4)
            // A token for analytics is none for ops.
            #expect(try await line.ops("/ops/access", token: Self.rays).status == .unauthorized)
            let used = try await stored.one(
                "SELECT last_used_at IS NOT NULL FROM access_tokens WHERE tenant_id = 'ray'")
            #expect(used == "t")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `no token and a wrong one get nothing; too many wrong ones are told to wait`() async throws {
        try await Self.with { line, stored in
            for path in ["/analytics/data", "/analytics/export.csv?table=calls"] {
                let response = try await line.ops(path)
                #expect(response.status == .unauthorized)
                #expect(response.headers.first(name: "WWW-Authenticate") != nil)
            }
            var statuses: [UInt] = []
            for _ in 0..<11 { statuses.append(try await line.ops("/analytics/data", token: "guess").status.code) }
            #expect(statuses == Array(repeating: 401, count: 10) + [429])
            #expect(try await Self.calls(line, Self.rays) == 1)
            guard
                case .revoked = try await AccessTokenStore(stored.pool).revoke(
                    stored.one("SELECT id FROM access_tokens WHERE tenant_id = 'ray'") ?? "")
            else {
                Issue.record("not revoked")
                return
            }
            try await eventually("the token to be good no more") {
                (try? await line.ops("/analytics/data", token: Self.rays).status.code) == 429
            }
            #expect(try await Self.calls(line, Self.sarahs) == 2)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `what makes no sense is told in words`() async throws {
        try await Self.with { line, _ in
            let paths = [
                "/analytics/data?from=yesterday", "/analytics/data?from=2026-11-02&to=2026-11-01",
                "/analytics/data?from=2020-01-01&to=2026-11-01", "/analytics/export.csv?table=tenants",
                "/analytics/export.csv",
            ]
            for path in paths {
                let response = try await line.ops(path, token: Self.ops)
                #expect(response.status == .badRequest)
                let json = try JSON.parse(try await Self.text(response))
                #expect(json["error"]?["message"]?.string?.contains("wanted") == true)
            }
            let hostile = try await line.ops("/analytics/data?tenant=x'%20OR%20true--", token: Self.ops)
            #expect(try JSON.parse(try await Self.text(hostile))["totals"]?["calls"] == 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the page has no data in it, and a policy that lets nothing else in`() async throws {
        try await TestLine.run { line in
            for (path, type) in [
                ("/analytics", "text/html"), ("/analytics/page.css", "text/css"),
                ("/analytics/page.js", "text/javascript"),
            ] {
                let response = try await line.ops(path)
                #expect(response.status == .ok)
                #expect(response.headers.first(name: "Content-Type")?.hasPrefix(type) == true)
                #expect(
                    response.headers.first(name: "Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
                #expect(response.headers.first(name: "X-Content-Type-Options") == "nosniff")
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `without a database the answer says so`() async throws {
        let options = TestLine.Options(settings: { $0.access.opsToken = Secret(Self.ops) })
        try await TestLine.run(options) { line in
            let response = try await line.ops("/analytics/data", token: Self.ops)
            #expect(response.status == .serviceUnavailable)
            #expect(try await Self.text(response).contains("DATABASE_URL"))
        }
    }
}
