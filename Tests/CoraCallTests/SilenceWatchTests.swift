import CoraCall
import CoraTenant
import Testing

struct SilenceWatchTests {
    private let start = CallInstant(nanoseconds: 0)
    private func after(_ seconds: Int) -> CallInstant { start + .seconds(seconds) }

    @Test func `asks twice, then gives up`() {
        var watch = SilenceWatch(patience: .seconds(8), at: start)
        #expect(watch.deadlineReached(at: after(7)) == nil)
        #expect(watch.deadlineReached(at: after(8)) == .ask(1))
        #expect(watch.deadlineReached(at: after(15)) == nil)
        #expect(watch.deadlineReached(at: after(16)) == .ask(2))
        #expect(watch.deadlineReached(at: after(24)) == .giveUp)
    }

    @Test func `what is heard postpones the question, and does not take it back`() {
        var watch = SilenceWatch(patience: .seconds(8), at: start)
        _ = watch.deadlineReached(at: after(8))
        watch.busy(until: after(20))

        #expect(watch.deadline == after(28))
        #expect(watch.deadlineReached(at: after(28)) == .ask(2))
    }

    @Test func `what was to be heard longest counts`() {
        var watch = SilenceWatch(patience: .seconds(8), at: start)
        watch.busy(until: after(20))
        watch.busy(until: after(10))

        #expect(watch.deadline == after(28))
    }

    @Test func `a sign of life takes the questions back`() {
        var watch = SilenceWatch(patience: .seconds(8), at: start)
        _ = watch.deadlineReached(at: after(8))
        _ = watch.deadlineReached(at: after(16))
        watch.callerHeard(at: after(17))

        #expect(watch.deadlineReached(at: after(25)) == .ask(1))
    }
}
