import CoraCall
import CoraTenant
import Testing

struct ModelBreakerTests {
    private func at(_ milliseconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .milliseconds(milliseconds) }

    private func opened() -> ModelBreaker {
        var breaker = ModelBreaker()
        for _ in 0..<ModelBreaker.threshold { breaker.failed(at: at(0)) }
        return breaker
    }

    @Test func `failures in a row open it, and a success in between does not let them add up`() {
        var breaker = ModelBreaker()
        for _ in 0..<ModelBreaker.threshold - 1 { breaker.failed(at: at(0)) }
        let before = breaker.wait(at: at(1))
        #expect(before == nil)
        breaker.succeeded()
        breaker.failed(at: at(2))
        #expect(breaker.isClosed)
        #expect(!opened().isClosed)
    }

    @Test func `while it is open calls wait; then one dials, and the others wait for it`() {
        var breaker = opened()
        let early = breaker.wait(at: at(400))
        let probe = breaker.wait(at: at(1000))
        let other = breaker.wait(at: at(1100))
        #expect(early == .milliseconds(600))
        #expect(probe == nil)
        #expect(other != nil)
        breaker.succeeded()
        let next = breaker.wait(at: at(1200))
        #expect(next == nil)
    }

    @Test func `a probe that fails opens it for twice as long, one that is never heard of is replaced`() {
        var breaker = opened()
        _ = breaker.wait(at: at(1000))
        breaker.failed(at: at(1500))
        let second = breaker.wait(at: at(1500))
        #expect(second == .seconds(2))
        _ = breaker.wait(at: at(3500))
        let lost = breaker.wait(at: at(8500))
        #expect(lost == nil)
    }
}
