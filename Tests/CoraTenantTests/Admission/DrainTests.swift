import CoraTenant
import Testing

@Suite struct DrainTests {
    private let start = CallInstant(nanoseconds: 0)

    private func stages(_ drain: Drain, at seconds: [Int]) -> [Drain.Stage] {
        seconds.map { drain.stage(at: start + .seconds($0)) }
    }

    @Test func `calls go on to the deadline, say goodbye, and are cut after eight seconds of it`() {
        let drain = Drain(until: start + .seconds(60))
        #expect(
            stages(drain, at: [0, 59, 60, 67, 68, 900]) == [.goesOn, .goesOn, .leaving, .leaving, .cutting, .cutting])
    }

    @Test func `without a deadline they go on`() {
        #expect(stages(Drain(until: nil), at: [0, 86_400]) == [.goesOn, .goesOn])
    }

    @Test func `haste goes a stage further each time`() {
        for until in [start + .seconds(60), nil] {
            var drain = Drain(until: until)
            drain.hurry(at: start + .seconds(5))
            #expect(stages(drain, at: [5, 12, 13]) == [.leaving, .leaving, .cutting])
            drain.hurry(at: start + .seconds(6))
            #expect(stages(drain, at: [6]) == [.cutting])
        }
    }

    @Test func `haste during the goodbyes does not cut them short the first time`() {
        var drain = Drain(until: start + .seconds(10))
        drain.hurry(at: start + .seconds(12))
        #expect(stages(drain, at: [12, 17, 18]) == [.leaving, .leaving, .cutting])
    }

    @Test func `of an operator's deadline and a process's the earlier counts`() {
        for (operators, processes, earlier) in [(60, 20, 20), (20, 60, 20), (nil, 30, 30)] {
            var drain = Drain(until: operators.map { start + .seconds($0) })
            drain.endProcess(until: start + .seconds(processes))
            #expect(drain.endsProcess)
            #expect(drain.until == start + .seconds(earlier))
        }
    }

    @Test func `an operator may move the deadline`() {
        var drain = Drain(until: start + .seconds(10))
        drain.move(until: start + .seconds(100))
        #expect(stages(drain, at: [99, 100]) == [.goesOn, .leaving])
        drain.move(until: nil)
        #expect(stages(drain, at: [10_000]) == [.goesOn])
    }
}
