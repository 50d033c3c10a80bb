import CoraLoad
import Testing

struct PaceWheelTests {
    @Test func `each member is due once a period, on an absolute clock`() {
        var wheel = PaceWheel<String>(start: 1000, period: 20, slots: 4)
        _ = wheel.add("a", phase: 0, now: 1000)
        _ = wheel.add("b", phase: 12, now: 1000)
        var due: [(String, UInt64)] = []
        for now in UInt64(1005)...1060 { due += wheel.due(by: now).map { ($0.member, $0.at) } }
        #expect(due.filter { $0.0 == "a" }.map(\.1) == [1020, 1040, 1060])
        #expect(due.filter { $0.0 == "b" }.map(\.1) == [1010, 1030, 1050])
    }

    @Test func `a late look finds everything that was due, with its own time`() {
        var wheel = PaceWheel<Int>(start: 0, period: 20, slots: 20)
        _ = wheel.add(1, phase: 5, now: 0)
        let (due, again) = (wheel.due(by: 70), wheel.due(by: 70))
        #expect(due.map(\.at) == [5, 25, 45, 65])
        #expect(again.isEmpty)
        #expect(wheel.nextAt == 85)
    }

    @Test func `a member that comes to an idle wheel is not due for the past`() {
        var wheel = PaceWheel<Int>(start: 0, period: 20, slots: 20)
        #expect(wheel.nextAt == nil)
        _ = wheel.add(1, phase: 3, now: 1_000_000)
        let due = wheel.due(by: 1_000_020)
        #expect(due.count == 1)
        #expect(due.allSatisfy { $0.at > 1_000_000 })
    }

    @Test func `a member that is out is not due`() {
        var wheel = PaceWheel<Int>(start: 0, period: 20, slots: 20)
        let place = wheel.add(1, phase: 5, now: 0)
        _ = wheel.add(2, phase: 5, now: 0)
        wheel.remove(place)
        wheel.remove(place)
        let due = wheel.due(by: 25)
        #expect(due.map(\.member) == [2, 2])
    }
}
