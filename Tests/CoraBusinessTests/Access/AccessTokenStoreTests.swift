import CoraBusiness
import CoraPostgres
import StoreTesting
import Testing

@Suite(.serialized)
struct AccessTokenStoreTests {
    private static func hash(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    @Test(.timeLimit(.minutes(2)))
    func `a token is kept by its hash, used, listed and revoked`() async throws {
        try await QueryServer.with { server in
            let store = AccessTokenStore(server.pool)
            #expect(try await store.list() == [])
            let ray = try await store.add(sha256: Self.hash("a"), tenant: "ray-richards", label: "Ray's office")
            let sarah = try await store.add(sha256: Self.hash("b"), tenant: "sarah-chen", label: "")
            #expect(try await store.list() == [ray, sarah])
            #expect(try await store.good().map(\.tenant).sorted() == ["ray-richards", "sarah-chen"])
            try await store.used(ray.id)
            let used = try #require(try await store.list().first?.lastUsedAt)
            try await store.used(ray.id)
            #expect(try await store.list().first?.lastUsedAt == used)
            guard case .revoked(let revoked) = try await store.revoke(String(ray.id.prefix(13)).uppercased()) else {
                Issue.record("not revoked")
                return
            }
            #expect(revoked.id == ray.id && revoked.revokedAt != nil)
            #expect(try await store.revoke(ray.id) == .revoked(revoked))
            #expect(try await store.good().map(\.sha256) == [Self.hash("b")])
            #expect(try await store.revoke("") == .none)
            #expect(try await store.revoke("%") == .none)
            _ = try await server.pool.query("DELETE FROM tenants WHERE id = 'sarah-chen'")
            #expect(try await store.good() == [])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `what makes no sense is refused`() async throws {
        try await QueryServer.with { server in
            let store = AccessTokenStore(server.pool)
            let unknown = await #expect(throws: PostgresError.self) {
                try await store.add(sha256: Self.hash("a"), tenant: "nobody", label: "")
            }
            #expect(unknown?.sqlState == "23503")
            let notHash = await #expect(throws: PostgresError.self) {
                try await store.add(sha256: "the-token-itself", tenant: "sarah-chen", label: "")
            }
            #expect(notHash?.sqlState == "23514")
            // Of several ids that begin alike, none is revoked.
            for digit in "0123456789abcdef" {
                _ = try await store.add(sha256: Self.hash(digit), tenant: "sarah-chen", label: "")
            }
            _ = try await server.pool.query(
                "UPDATE access_tokens SET id = overlay(id::text placing 'ffff' from 1 for 4)::uuid")
            guard case .several(let ids) = try await store.revoke("ffff") else {
                Issue.record("one was revoked of several")
                return
            }
            #expect(ids.count == 5)
            #expect(try await store.good().count == 16)
        }
    }
}
