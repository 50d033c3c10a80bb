import CoraLoad
import Testing

struct SpreadTests {
    @Test func `percentiles are exact to a part in a thousand`() throws {
        var spread = Spread()
        for microseconds in 1...10_000 { spread.add(Int64(microseconds) * 1000) }
        let summary = try #require(spread.summary)
        #expect(summary.count == 10_000)
        #expect(abs(summary.p50 - 5) < 0.01)
        #expect(abs(summary.p99 - 9.9) < 0.01)
        #expect(abs(summary.max - 10) < 0.01)
    }

    @Test func `none has no percentiles`() {
        #expect(Spread().summary == nil)
        #expect(Spread().curve.isEmpty)
    }

    @Test func `what is out of range counts at its end`() {
        var spread = Spread()
        spread.add(-5)
        spread.add(.max)
        #expect(spread.count == 2)
        #expect(spread.percentile(0) == 0)
        #expect(spread.percentile(100).map { abs($0 - 60_000) < 60 } == true)
    }
}
