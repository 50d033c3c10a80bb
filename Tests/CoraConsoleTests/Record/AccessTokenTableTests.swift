import CoraBusiness
import CoraConsole
import CoraPostgres
import Testing

struct AccessTokenTableTests {
    @Test func `a line a token, nothing of which commands the terminal`() throws {
        let made = try #require(PostgresTimestamp(postgresText: "2026-11-25 09:30:10+00"))
        let tokens = [
            StoredAccessToken(
                id: "0a1b2c3d-0000-4000-8000-000000000000", tenant: "ray", label: "Ray\u{1b}[2J", createdAt: made),
            StoredAccessToken(
                id: "ffffffff-0000-4000-8000-000000000000", tenant: "sarah-chen", label: "", createdAt: made,
                lastUsedAt: made, revokedAt: made),
        ]
        let lines = AccessTokenTable.render(tokens).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("0a1b2c3d  ray         2026-11-25 09:30  never"))
        #expect(lines[2].hasSuffix("revoked 2026-11-25 09:30"))
        #expect(!lines[1].contains("\u{1b}"))
        #expect(AccessTokenTable.render([]) == "No tokens.")
    }
}
