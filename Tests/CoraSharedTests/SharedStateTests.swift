import CoraTenant
import Synchronization
import Testing

@testable import CoraShared

struct SharedStateTests {
    private final class Clock: Sendable {
        let time = Mutex(CallInstant(nanoseconds: 0))
        var now: CallInstant { time.withLock { $0 } }
        func pass(_ span: CallDuration) { time.withLock { $0 = $0 + span } }
    }

    private let clock = Clock()

    private func state(remembering most: Int = 100) -> MemorySharedState {
        MemorySharedState(remembering: most) { [clock] in clock.now }
    }

    @Test func `a fact is new once, and then as old as its first time`() async {
        let state = state()
        let fact = SharedFact.admitted(callSID: "CA1", attempt: 0)
        #expect(await state.age(of: fact) == nil)
        #expect(await state.note(fact, for: .seconds(60)) == nil)
        clock.pass(.seconds(7))
        #expect(await state.note(fact, for: .seconds(60)) == .seconds(7))
        #expect(await state.age(of: fact) == .seconds(7))
    }

    @Test func `facts of other calls, attempts and kinds are other facts`() async {
        let state = state()
        _ = await state.note(.admitted(callSID: "CA1", attempt: 0), for: .seconds(60))
        #expect(await state.age(of: .admitted(callSID: "CA1", attempt: 1)) == nil)
        #expect(await state.age(of: .admitted(callSID: "CA2", attempt: 0)) == nil)
        #expect(await state.age(of: .over(callSID: "CA1")) == nil)
        #expect(await state.note(.presented(token: "CA1"), for: .seconds(60)) == nil)
    }

    @Test func `a fact is forgotten when its life is over, and may be noted anew`() async {
        let state = state()
        let fact = SharedFact.presented(token: "t")
        _ = await state.note(fact, for: .seconds(15))
        clock.pass(.seconds(15))
        #expect(await state.age(of: fact) == nil)
        #expect(await state.note(fact, for: .seconds(15)) == nil)
        clock.pass(.seconds(1))
        #expect(await state.age(of: fact) == .seconds(1))
    }

    @Test func `however many facts come, so many are kept: the newest`() {
        var memory = FactMemory(most: 3)
        for number in 0..<1000 {
            #expect(memory.note(.over(callSID: "\(number)"), for: .seconds(60), at: clock.now) == nil)
        }
        #expect(memory.count == 3)
        #expect(memory.age(of: .over(callSID: "999"), at: clock.now) == .zero)
        #expect(memory.age(of: .over(callSID: "996"), at: clock.now) == nil)
    }

    @Test func `a fact that is noted again and again behind one of a long life takes no more room each time`() {
        var memory = FactMemory(most: 3)
        _ = memory.note(.over(callSID: "CA1"), for: .seconds(3600), at: clock.now)
        for _ in 0..<1000 {
            #expect(memory.note(.presented(token: "t"), for: .seconds(1), at: clock.now) == nil)
            clock.pass(.seconds(1))
            #expect(memory.count == 2)
        }
    }

    @Test func `what is over makes room`() {
        var memory = FactMemory(most: 3)
        for number in 0..<3 { _ = memory.note(.over(callSID: "\(number)"), for: .seconds(60), at: clock.now) }
        clock.pass(.seconds(60))
        _ = memory.note(.over(callSID: "new"), for: .seconds(60), at: clock.now)
        #expect(memory.count == 1)
    }

    @Test func `wrong tokens are counted by address`() async {
        let limiter = FailureLimiter(
            perAddress: .init(burst: 1, interval: .seconds(10)), overall: .init(burst: 9, interval: .seconds(1)))
        let state = MemorySharedState(limiter: limiter) { [clock] in clock.now }
        #expect(await state.failed(from: "192.0.2.1") == .counted)
        #expect(await state.failed(from: "192.0.2.1") == .limited(retryAfter: .seconds(10)))
        #expect(await state.failed(from: "192.0.2.2") == .counted)
    }

    @Test(
        arguments: [
            (nil, 15, false), (0, 15, false), (15, 15, false), (16, 15, true), (16, 60, false), (61, 60, true),
            (15, 1, false), (86_000, 15, true),
        ] as [(Int?, Int, Bool)])
    func `a request for a stream is a replay once the carrier has no retry left and the ticket is gone`(
        age: Int?, life: Int, isReplay: Bool
    ) {
        #expect(RetryWindow.isReplay(age: age.map { .seconds($0) }, ticketLife: .seconds(life)) == isReplay)
    }
}
