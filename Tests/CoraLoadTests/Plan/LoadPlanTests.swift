import CoraLoad
import Testing

struct LoadPlanTests {
    private static let second: UInt64 = 1_000_000_000

    private func plan(_ calls: Int, seconds: Int = 30, seed: UInt64 = 7, mix: LoadMix = .usual) -> LoadPlan {
        LoadPlan(.init(calls: calls, rampPerSecond: 10, seconds: seconds, mix: mix, seed: seed))
    }

    @Test func `the same seed makes the same calls, another one others`() {
        #expect(plan(50) == plan(50))
        #expect(plan(50).calls != plan(50, seed: 8).calls)
    }

    @Test func `splitmix64 gives its published numbers`() {
        var random = SplitMix64(seed: 1_234_567)
        let numbers = [random.next(), random.next()]
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
    }

    @Test func `calls begin at the ramp's rate and are numbered in order`() {
        let plan = plan(50)
        #expect(plan.calls.map(\.number) == Array(1...plan.calls.count))
        #expect(plan.calls.map(\.startsAt) == plan.calls.map(\.startsAt).sorted())
        #expect(plan.calls.prefix(2).map(\.startsAt) == [0, Self.second / 10])
        #expect(plan.plateauBegins == 49 * Self.second / 10 + 2 * Self.second)
        #expect(plan.plateauEnds == plan.plateauBegins + 30 * Self.second)
    }

    @Test func `a line whose caller hangs up early is taken by another call`() throws {
        let plan = plan(40, mix: try LoadMix("hang-up=1"))
        #expect(plan.calls.count > 40)
        let early = plan.calls.filter { $0.scenario == .hangUp && $0.endsAt < plan.plateauEnds }
        #expect(early.count == 40)
        #expect(early.allSatisfy { $0.endsAt >= $0.startsAt + 8 * Self.second })
        #expect(plan.calls.filter { $0.scenario == .talk }.allSatisfy { $0.endsAt >= plan.plateauEnds })
    }

    @Test func `frames of calls are spread over the 20 ms`() {
        let phases = plan(400).calls.map { $0.phase / (LoadPlan.frame / 4) }
        for quarter in UInt64(0)..<4 { #expect(phases.count { $0 == quarter } > 60) }
    }
}
