import CoraCall
import CoraTenant
import Testing

struct MediaTimelineTests {
    private let start = CallInstant(nanoseconds: 3_000_000_000)
    private func after(_ milliseconds: Int) -> CallInstant { start + .milliseconds(milliseconds) }

    /// Frames of 20 ms at these times of the carrier's clock, each arriving on time. Returned: the silence before each.
    private func silences(_ timestamps: [Int?]) -> [Int] {
        var timeline = MediaTimeline(startedAt: start)
        return timestamps.map { timeline.arrived(bytes: 160, timestamp: $0, at: after($0 ?? 0)) }
    }

    @Test func `frames that follow each other need nothing`() {
        #expect(silences([0, 20, 40, 60]) == [0, 0, 0, 0])
    }

    @Test func `the first frame sets the clock`() {
        #expect(silences([84_000, 84_020]) == [0, 0])
    }

    @Test func `a gap in the carrier's clock is filled to the millisecond`() {
        #expect(silences([0, 20, 340, 360]) == [0, 0, 300, 0])
    }

    @Test func `jitter in the carrier's clock is not a gap`() {
        #expect(silences([0, 60, 70, 121]) == [0, 0, 0, 0])
    }

    @Test func `no gap is filled for longer than ten seconds`() {
        #expect(silences([0, 60_000, 60_020]) == [0, 10_000, 0])
        #expect(silences([0, Int.max, Int.min, 0, 20]).allSatisfy { (0...10_000).contains($0) })
    }

    @Test func `timestamps that run ahead of time are not believed`() {
        var timeline = MediaTimeline(startedAt: start)
        var silence = 0
        for frame in 0..<50 {
            silence += timeline.arrived(bytes: 160, timestamp: frame * 9000, at: after(frame * 20))
        }
        #expect(silence <= 50 * (250 + 20))
    }

    @Test func `a frame from before what was passed on moves nothing`() {
        #expect(silences([1000, 1020, 400, 1040, 1060]) == [0, 0, 0, 0, 0])
    }

    @Test func `a carrier's clock that begins anew is followed`() {
        #expect(silences([600_000, 600_020, 0, 20, 340]) == [0, 0, 0, 0, 300])
    }

    @Test func `without timestamps nothing is a gap`() {
        #expect(silences([nil, nil, nil]) == [0, 0, 0])
        #expect(silences([0, nil, nil, 60, 80]) == [0, 0, 0, 0, 0])
    }

    @Test func `bursts without loss add nothing`() {
        var timeline = MediaTimeline(startedAt: start)
        var silence = 0
        for burst in 0..<20 {
            // Frames of 240 ms, all at once.
            let now = after(240 * (burst + 1))
            silence += timeline.deadlineReached(at: now)
            for frame in 0..<12 {
                silence += timeline.arrived(bytes: 160, timestamp: burst * 240 + frame * 20, at: now)
            }
        }
        #expect(silence == 0)
    }

    @Test func `nothing arrives: silence after 750 ms, then every 250 ms, ten seconds in all`() {
        var timeline = MediaTimeline(startedAt: start)
        var added: [Int] = []
        var at: [Int] = []
        for millisecond in stride(from: 0, through: 14_000, by: 10) where timeline.deadline <= after(millisecond) {
            added.append(timeline.deadlineReached(at: after(millisecond)))
            at.append(millisecond)
        }

        #expect(added.prefix(3) == [750, 250, 250])
        #expect(at.prefix(3) == [750, 1000, 1250])
        #expect(added.reduce(0, +) == 10_000)
    }

    @Test func `silence that was added is not added again when the gap shows`() {
        var timeline = MediaTimeline(startedAt: start)
        _ = timeline.arrived(bytes: 160, timestamp: 0, at: after(20))

        #expect(timeline.deadlineReached(at: after(770)) == 750)
        #expect(timeline.arrived(bytes: 160, timestamp: 920, at: after(940)) == 150)
        #expect(timeline.arrived(bytes: 160, timestamp: 940, at: after(960)) == 0)
    }

    @Test func `a caller is lost after fifteen seconds without media`() {
        var timeline = MediaTimeline(startedAt: start)
        _ = timeline.arrived(bytes: 160, timestamp: 0, at: after(100))

        #expect(!timeline.isLost(at: after(15_099)))
        #expect(timeline.isLost(at: after(15_100)))
    }

    @Test func `the deadline moves on each time`() {
        var timeline = MediaTimeline(startedAt: start)
        for _ in 0..<100 {
            let now = timeline.deadline
            _ = timeline.deadlineReached(at: now)
            #expect(timeline.deadline > now)
        }
    }
}
