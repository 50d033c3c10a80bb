import CoraCall
import CoraSupervisor
import CoraTenant
import Testing

private func at(_ seconds: Double) -> CallInstant { CallInstant(nanoseconds: Int64(seconds * 1e9)) }

struct LatencyMeterTests {
    @Test func `quantiles are those of what was measured, within a hundredth`() {
        var meter = LatencyMeter()
        for milliseconds in 1...1000 { meter.record(.milliseconds(milliseconds), at: at(1)) }
        let all = meter.distribution(at: at(2)).sinceStart
        #expect(all.count == 1000)
        for (value, wanted) in [(all.p50Ms, 500.0), (all.p90Ms, 900), (all.p99Ms, 990), (all.maxMs, 1000)] {
            #expect(abs(value - wanted) <= wanted / 100)
        }
    }

    @Test func `the last minute forgets, the whole does not`() {
        var meter = LatencyMeter()
        meter.record(.milliseconds(5000), at: at(1))
        meter.record(.milliseconds(10), at: at(75))
        let both = meter.distribution(at: at(76))
        #expect(both.lastMinute.count == 1)
        #expect(both.lastMinute.maxMs < 11)
        #expect(both.sinceStart.count == 2)
        #expect(meter.distribution(at: at(200)).lastMinute.count == 0)
    }

    @Test func `what cannot be is bounded`() {
        var meter = LatencyMeter()
        meter.record(CallDuration(nanoseconds: -5), at: at(1))
        meter.record(CallDuration(nanoseconds: .max), at: at(1))
        let all = meter.distribution(at: at(1)).sinceStart
        #expect(all.count == 2)
        #expect(all.maxMs <= 610_000)
    }
}

struct FleetMeterTests {
    private let clock = SettableClock()
    private let meter: FleetMeter

    init() {
        let clock = clock
        meter = FleetMeter(clocks: Clocks(wall: { WallTime(seconds: 1_700_000_000) }, steady: { clock.now }))
    }

    private func stats() -> FleetStats {
        var stats = FleetStats(at: 0, instance: .init())
        meter.read(into: &stats)
        return stats
    }

    @Test func `model sockets are counted by how far they are, whatever way they go`() {
        let tickets = (0..<4).map { ticket("CA\($0)") }
        for ticket in tickets { meter.observed(.modelDialling, of: ticket) }
        #expect(stats().model.dialling == 4)
        for ticket in tickets.dropLast() { meter.observed(.modelReady(after: .milliseconds(300)), of: ticket) }
        meter.observed(.modelFailed("refused"), of: tickets[3])
        meter.observed(.modelFailed("closed"), of: tickets[2])
        meter.observed(.modelClosed, of: tickets[1])
        let model = stats().model
        #expect(model.dialling == 0)
        #expect(model.open == 1)
        #expect(model.opened == 3)
        #expect(model.failed == 2)
        #expect(model.lastError == "closed")
        #expect(model.lastErrorAt == 1_700_000_000_000)
    }

    @Test func `ends are counted by reason and by whose doing it was, with what their calls counted`() {
        var figures = CallFigures()
        figures.framesIn = 50
        for reason in [Termination.Reason.callerHungUp, .callerHungUp, .modelLost("gone")] {
            meter.record(.started, of: ticket("CA1"))
            meter.record(.ended(Termination(reason), figures), of: ticket("CA1"))
        }
        let stats = stats()
        #expect(stats.calls.started == 3)
        #expect(stats.calls.ended == 3)
        #expect(stats.calls.endedByReason == ["caller_hung_up": 2, "model_lost": 1])
        #expect(stats.calls.endedByResult == ["completed": 2, "model_fault": 1])
        #expect(stats.calls.failedLastMinute == 1)
        #expect(stats.audio.framesIn == 150)
        clock.advance(by: .seconds(61))
        #expect(self.stats().calls.endedLastMinute == 0)
    }

    @Test func `names of tools are bounded`() {
        for index in 0..<500 {
            meter.observed(.tool(name: "tool \(index)", succeeded: index % 2 == 0, took: .zero), of: ticket("CA1"))
        }
        let tools = stats().tools
        #expect(tools.count <= 65)
        #expect(tools.values.map(\.runs).reduce(0, +) == 500)
        #expect(tools.values.map(\.failed).reduce(0, +) == 250)
    }

    @Test func `a call that is over is remembered for a while`() {
        for index in 0..<300 {
            let snapshot = CallSnapshot(phase: .ended, figures: CallFigures())
            meter.ended(CallDetail(snapshot: snapshot), of: ticket("CA\(index)"))
        }
        #expect(meter.endedCall("CA299")?.call.state == "ended")
        #expect(meter.endedCall("CA0") == nil)
    }

    @Test func `a thousand tasks that report at once lose nothing`() async {
        let meter = meter
        await withTaskGroup { group in
            for index in 0..<1000 {
                group.addTask {
                    meter.record(.started, of: ticket("CA\(index)"))
                    meter.observed(.firstAudio(after: .milliseconds(index)), of: ticket("CA\(index)"))
                    meter.record(.ended(Termination(.agentEnded), CallFigures()), of: ticket("CA\(index)"))
                }
            }
        }
        #expect(stats().calls.ended == 1000)
        #expect(stats().latency.firstAudio.sinceStart.count == 1000)
    }
}
