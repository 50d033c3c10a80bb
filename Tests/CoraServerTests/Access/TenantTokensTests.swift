import CoraBusiness
import CoraCall
import CoraTenant
import Synchronization
import Testing

@testable import CoraServer

struct TenantTokensTests {
    /// A database that does what a test says, and a clock that stands where it is put.
    private final class Place: Sendable {
        struct Away: Error {}
        struct State {
            var tokens: [String: String] = [:]
            var isAway = false
            var reads = 0
            var noted: [String] = []
            var now = CallInstant(nanoseconds: 0)
        }

        let state = Mutex(State())

        func tokens() -> TenantTokens {
            TenantTokens(
                load: {
                    try self.state.withLock { state in
                        state.reads += 1
                        guard !state.isAway else { throw Away() }
                        return state.tokens.map { token, tenant in
                            .init(id: "id of \(token)", tenant: tenant, sha256: TokenDigest(of: token).hexadecimal)
                        }
                    }
                }, note: { id in self.state.withLock { $0.noted.append(id) } },
                now: { self.state.withLock { $0.now } })
        }

        func wait(_ seconds: Int) { state.withLock { $0.now = $0.now + .seconds(seconds) } }
    }

    @Test func `a token is its tenant's; wrong ones cost the database one reading in a while`() async throws {
        let place = Place()
        place.state.withLock { $0.tokens = ["rays": "ray", "sarahs": "sarah"] }
        let tokens = place.tokens()
        #expect(try await tokens.tenant(of: "rays") == "ray")
        #expect(try await tokens.tenant(of: "sarahs") == "sarah")
        for guess in 0..<100 { #expect(try await tokens.tenant(of: "guess \(guess)") == nil) }
        #expect(place.state.withLock { $0.reads } == 1)
        place.wait(5)
        #expect(try await tokens.tenant(of: "rays") == "ray")
        #expect(place.state.withLock { $0.reads } == 2)
    }

    @Test func `a token that was revoked or made is noticed within seconds`() async throws {
        let place = Place()
        place.state.withLock { $0.tokens = ["rays": "ray"] }
        let tokens = place.tokens()
        #expect(try await tokens.tenant(of: "rays") == "ray")
        place.state.withLock { $0.tokens = ["new": "ray"] }
        place.wait(5)
        #expect(try await tokens.tenant(of: "rays") == nil)
        #expect(try await tokens.tenant(of: "new") == "ray")
    }

    @Test func `its use is noted once a minute`() async throws {
        let place = Place()
        place.state.withLock { $0.tokens = ["rays": "ray"] }
        let tokens = place.tokens()
        for _ in 0..<7 {
            _ = try await tokens.tenant(of: "rays")
            place.wait(10)
        }
        #expect(place.state.withLock { $0.noted } == ["id of rays", "id of rays"])
    }

    @Test func `while the database is away no token is let in, nor told to be wrong; then it is asked again`()
        async throws
    {
        let place = Place()
        place.state.withLock { $0.isAway = true }
        let tokens = place.tokens()
        for _ in 0..<2 {
            await #expect(throws: AccessRefusal.unavailable) { try await tokens.tenant(of: "rays") }
        }
        place.state.withLock {
            $0.isAway = false
            $0.tokens = ["rays": "ray"]
        }
        #expect(try await tokens.tenant(of: "rays") == "ray")
    }

    @Test func `a tenant's token shows that tenant whatever it asks for; one of ops any`() {
        #expect(AnalyticsReader.tenant("ray").tenant(asked: "sarah") == "ray")
        #expect(AnalyticsReader.tenant("ray").tenant(asked: nil) == "ray")
        #expect(AnalyticsReader.everyTenant.tenant(asked: "sarah") == "sarah")
        #expect(AnalyticsReader.everyTenant.tenant(asked: "") == nil)
        #expect(AnalyticsReader.everyTenant.tenant(asked: nil) == nil)
    }
}
