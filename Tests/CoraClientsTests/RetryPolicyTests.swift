import CoraClients
import Testing

/// When a request is sent again.
struct RetryPolicyTests {
    private static let policy = RetryPolicy(retries: 2, pause: .seconds(1), longestPause: .seconds(5))

    private static func refused(_ status: Int, code: String? = nil, after: Duration? = nil) -> OpenAIError {
        .refused(.init(status: status, code: code, retryAfter: after))
    }

    @Test func `pauses double, with half of each left to chance, and end after the last retry`() {
        #expect(Self.policy.pause(after: .timedOut, attempt: 0, chance: 1) == .seconds(1))
        #expect(Self.policy.pause(after: .timedOut, attempt: 0, chance: 0) == .milliseconds(500))
        #expect(Self.policy.pause(after: .timedOut, attempt: 1, chance: 1) == .seconds(2))
        #expect(Self.policy.pause(after: .timedOut, attempt: 2, chance: 1) == nil)
    }

    @Test func `only what may pass is tried again`() {
        for status in [408, 409, 429, 500, 502, 503, 529] {
            #expect(Self.policy.pause(after: Self.refused(status), attempt: 0, chance: 1) != nil)
        }
        for status in [200, 301, 400, 401, 403, 404, 422] {
            #expect(Self.policy.pause(after: Self.refused(status), attempt: 0, chance: 1) == nil)
        }
        let broke = Self.refused(429, code: "insufficient_quota")
        #expect(Self.policy.pause(after: broke, attempt: 0, chance: 1) == nil)
        for error in [OpenAIError.tooLarge(1), .cancelled, .badURL("x")] {
            #expect(Self.policy.pause(after: error, attempt: 0, chance: 1) == nil)
        }
    }

    @Test func `a server that says when is believed, unless that is too long`() {
        #expect(Self.policy.pause(after: Self.refused(429, after: .seconds(3)), attempt: 0, chance: 0) == .seconds(3))
        #expect(Self.policy.pause(after: Self.refused(429, after: .seconds(60)), attempt: 0, chance: 0) == nil)
    }
}
