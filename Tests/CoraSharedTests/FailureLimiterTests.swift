import CoraTenant
import Testing

@testable import CoraShared

struct FailureLimiterTests {
    private static let rule = FailureLimiter.Rule(burst: 3, interval: .seconds(10))
    private static let wide = FailureLimiter.Rule(burst: 1000, interval: .milliseconds(1))

    private func at(_ seconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .seconds(seconds) }

    @Test func `so many are answered at once, then one each interval, and after quiet as many as at first`() {
        var limiter = FailureLimiter(perAddress: Self.rule, overall: Self.wide)
        for _ in 0..<3 { #expect(limiter.failed(from: "192.0.2.1", at: at(100)) == .counted) }
        #expect(limiter.failed(from: "192.0.2.1", at: at(100)) == .limited(retryAfter: .seconds(10)))
        #expect(limiter.failed(from: "192.0.2.1", at: at(104)) == .limited(retryAfter: .seconds(6)))
        #expect(limiter.failed(from: "192.0.2.1", at: at(110)) == .counted)
        #expect(limiter.failed(from: "192.0.2.1", at: at(110)) == .limited(retryAfter: .seconds(10)))
        for _ in 0..<3 { #expect(limiter.failed(from: "192.0.2.1", at: at(140)) == .counted) }
        #expect(limiter.failed(from: "192.0.2.1", at: at(140)) == .limited(retryAfter: .seconds(10)))
    }

    @Test func `one address does not shut another out, until all together are too many`() {
        var limiter = FailureLimiter(perAddress: Self.rule, overall: .init(burst: 5, interval: .seconds(2)))
        for _ in 0..<4 { _ = limiter.failed(from: "192.0.2.1", at: at(0)) }
        #expect(limiter.failed(from: "192.0.2.2", at: at(0)) == .counted)
        #expect(limiter.failed(from: "192.0.2.3", at: at(0)) == .counted)
        #expect(limiter.failed(from: "192.0.2.4", at: at(0)) == .limited(retryAfter: .seconds(2)))
        #expect(limiter.failed(from: "192.0.2.4", at: at(2)) == .counted)
    }

    @Test func `however many addresses fail, so many are remembered; the worst stay`() {
        var limiter = FailureLimiter(perAddress: Self.rule, overall: Self.wide, remembering: 8)
        for _ in 0..<3 { #expect(limiter.failed(from: "192.0.2.1", at: at(0)) == .counted) }
        for host in 0..<900 { _ = limiter.failed(from: "198.51.100.\(host)", at: at(0)) }
        #expect(limiter.remembered == 8)
        #expect(limiter.failed(from: "192.0.2.1", at: at(0)) == .limited(retryAfter: .seconds(10)))
        // Those that are full again go first.
        _ = limiter.failed(from: "203.0.113.1", at: at(1000))
        #expect(limiter.remembered == 1)
    }
}
