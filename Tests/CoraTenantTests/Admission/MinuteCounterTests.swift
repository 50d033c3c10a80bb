import CoraTenant
import Testing

struct MinuteCounterTests {
    private func at(_ seconds: Double) -> CallInstant { CallInstant(nanoseconds: Int64(seconds * 1e9)) }

    @Test func `it counts the last minute, second by second`() {
        var counter = MinuteCounter()
        for second in 0..<100 { counter.add(second, at: at(Double(second))) }
        #expect(counter.count(at: at(99)) == (40..<100).reduce(0, +))
        #expect(counter.count(at: at(130)) == (71..<100).reduce(0, +))
        #expect(counter.count(at: at(5000)) == 0)
    }

    @Test func `reading does not change what is counted, and late reports count now`() {
        var counter = MinuteCounter()
        counter.add(at: at(10))
        #expect(counter.count(at: at(60)) == 1)
        #expect(counter.count(at: at(60)) == 1)
        counter.add(at: at(5))
        #expect(counter.count(at: at(60)) == 2)
    }
}
