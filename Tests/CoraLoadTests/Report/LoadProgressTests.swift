import CoraLoad
import Testing

struct LoadProgressTests {
    private var progress: LoadProgress {
        var latency = Spread()
        latency.add(1_500_000)
        var progress = LoadProgress(second: LoadSecond(at: 3, calls: 18, framesPerSecond: 12_345.6), latency: latency)
        (progress.wanted, progress.failures, progress.secondsLeft) = (20, 2, 64.2)
        return progress
    }

    @Test func `a line tells what is asked first`() {
        #expect(
            progress.line(width: 200)
                == "1:05 left  18/20 calls up  12,346 frames/s  p50 1.50 ms  p99 1.50 ms  2 failed  own pacing p99 –")
    }

    @Test func `a line fits its terminal`() {
        #expect(progress.line(width: 60).count == 59)
    }

    @Test func `numbers are rounded, not cut`() {
        #expect(Figure.decimal(1.999, places: 2) == "2.00")
        #expect(Figure.decimal(-0.05, places: 1) == "-0.1")
        #expect(Figure.grouped(-1_234_567) == "-1,234,567")
        #expect(Figure.milliseconds(99.96) == "100.0 ms")
        #expect(Figure.milliseconds(nil) == "–")
    }
}
