import CoraTenant
import Testing

struct SheddingTests {
    private let limits = ShedLimits(loopLag: .milliseconds(300), memoryBytes: 1000, outboxPercent: 75)
    private var shedding = Shedding()
    private var now = CallInstant(nanoseconds: 0)

    private mutating func sample(_ pressure: Pressure, times: Int = 1) {
        for _ in 0..<times {
            now = now + .milliseconds(250)
            shedding.sampled(pressure, limits: limits, at: now)
        }
    }

    private static let busy: [(Pressure, Shedding.Cause)] = [
        (Pressure(loopLag: .milliseconds(300)), .loopLag), (Pressure(memoryBytes: 1000), .memory),
        (Pressure(outboxPercent: 75), .outbox),
    ]

    @Test(arguments: busy)
    mutating func `two samples over the limit begin it, five calm seconds end it`(
        _ busy: Pressure, _ cause: Shedding.Cause
    ) {
        sample(busy)
        #expect(shedding.causes == [])
        sample(busy)
        #expect(shedding.causes == [cause])
        sample(Pressure(), times: 20)
        #expect(shedding.causes == [cause])
        sample(Pressure())
        #expect(shedding.causes == [])
    }

    @Test mutating func `single spikes do not begin it`() {
        for _ in 0..<50 {
            sample(Pressure(loopLag: .seconds(5)))
            sample(Pressure())
        }
        #expect(shedding.causes == [])
    }

    @Test mutating func `what stays near the limit does not end it`() {
        sample(Pressure(memoryBytes: 1200), times: 2)
        for _ in 0..<40 {
            sample(Pressure(memoryBytes: 760))
            sample(Pressure(memoryBytes: 740), times: 10)
        }
        #expect(shedding.causes == [.memory])
    }

    @Test(arguments: 1...3) mutating func `nothing at all is calm under the smallest limit`(_ percent: Int) {
        let limits = ShedLimits(outboxPercent: percent)
        for _ in 0..<2 { shedding.sampled(Pressure(outboxPercent: percent), limits: limits, at: now) }
        #expect(shedding.causes == [.outbox])
        for _ in 0..<2 {
            shedding.sampled(Pressure(), limits: limits, at: now)
            now = now + .seconds(5)
        }
        #expect(shedding.causes == [])
    }

    @Test mutating func `without a limit of memory there is never too much`() {
        shedding.sampled(Pressure(memoryBytes: .max - 1), limits: ShedLimits(), at: now)
        shedding.sampled(Pressure(memoryBytes: .max - 1), limits: ShedLimits(), at: now)
        #expect(shedding.causes == [])
    }
}

struct ModelHeadroomTests {
    private func at(_ seconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .seconds(seconds) }

    @Test func `the share is unknown until the model has said so, and what it says of requests is no concern`() {
        var headroom = ModelHeadroom()
        #expect(headroom.tokens(at: at(0)) == nil)
        headroom.heard(ModelAllowance(name: "requests", limit: 10, remaining: 0, reset: .seconds(60)), at: at(0))
        #expect(headroom.level(at: at(0)) == .ample)
    }

    @Test func `what was used comes back evenly until the moment that was promised`() {
        var headroom = ModelHeadroom()
        headroom.heard(ModelAllowance(name: "tokens", limit: 1000, remaining: 10, reset: .seconds(50)), at: at(0))
        #expect(headroom.level(at: at(0)) == .spent)
        #expect(headroom.wait(at: at(20)) == .seconds(30))
        #expect(headroom.tokens(at: at(1)).map(\.remaining) == 29)
        #expect(headroom.level(at: at(2)) == .short)
        #expect(headroom.level(at: at(10)) == .ample)
        #expect(headroom.tokens(at: at(50)).map(\.remaining) == 1000)
        headroom.heard(ModelAllowance(name: "tokens", limit: 1000, remaining: -5, reset: .seconds(-1)), at: at(60))
        #expect(headroom.tokens(at: at(60)).map(\.remaining) == 1000)
    }
}
