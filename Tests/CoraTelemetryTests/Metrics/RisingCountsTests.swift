import Testing

@testable import CoraTelemetry

@Suite struct RisingCountsTests {
    @Test func `a count rises by what is new`() {
        var counts = RisingCounts()
        #expect([3, 3, 10].map { counts.step("frames", to: $0) } == [3, 0, 7])
    }

    @Test func `one that falls for a moment is not counted again when it is back`() {
        var counts = RisingCounts()
        let steps = [1000, 940, 990, 1010].map { counts.step("frames", to: $0) }
        #expect(steps == [1000, 0, 0, 10])
    }

    @Test func `one of the day begins anew at midnight`() {
        var counts = RisingCounts()
        let steps = [50, 60, 2, 5].map { counts.step("calls", to: $0, isDaily: true) }
        #expect(steps == [50, 10, 2, 3])
    }

    @Test func `the most of a count is what it was at its highest`() {
        var counts = RisingCounts()
        #expect([1000, 940, 1010].map { counts.most("frames", $0) } == [1000, 1000, 1010])
    }
}
