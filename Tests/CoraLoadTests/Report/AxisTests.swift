import CoraLoad
import Testing

struct AxisTests {
    @Test(arguments: [0, 0.003, 0.9, 1, 3.2, 47, 1000, 123_456])
    func `an axis ends on a round number that is not below its highest value`(_ highest: Double) throws {
        let axis = Axis(upTo: highest)
        #expect(axis.range.upperBound >= highest)
        #expect((1...5).contains(axis.ticks.count - 1))
        #expect(try #require(axis.ticks.last) == axis.range.upperBound)
    }

    @Test func `places run from 0 to 1`() {
        let axis = Axis(upTo: 10)
        #expect(axis.place(0) == 0)
        #expect(axis.place(5) == 0.5)
        #expect(axis.place(99) == 1)
    }

    @Test func `each step of an axis of percentiles is a tenth of what is left`() {
        #expect([0, 90, 99, 99.9, 99.99].map(Axis.tail) == Axis.tails)
        #expect(Axis.tail(45) == 0.5)
        #expect(Axis.tail(94.5) == 1.5)
        #expect(Axis.tails.map(Axis.percent(atTail:)) == ["0 %", "90 %", "99 %", "99.9 %", "99.99 %"])
    }
}
