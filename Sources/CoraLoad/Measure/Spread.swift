import Histogram

/// How a time is spread: an HDR histogram in microseconds, exact to 0.1 % (three digits), up to a minute. A value.
package struct Spread: Sendable {
    private static let longest: UInt64 = 60_000_000
    private var counts = Histogram<UInt32>(highestTrackableValue: longest, numberOfSignificantValueDigits: .three)

    package init() {}

    package var count: Int { Int(clamping: counts.totalCount) }

    /// Adds a time in nanoseconds; below zero counts as zero, above a minute as a minute.
    package mutating func add(_ nanoseconds: Int64) {
        _ = counts.record(min(UInt64(clamping: nanoseconds) / 1000, Self.longest))
    }

    /// Adds all of another.
    package mutating func add(_ other: Spread) { counts.add(other.counts) }

    /// Forgets everything, and keeps the memory.
    package mutating func reset() { counts.reset() }

    /// The time in milliseconds that so many per cent do not exceed; nil of none.
    package func percentile(_ percent: Double) -> Double? {
        guard counts.totalCount > 0 else { return nil }
        return min(Double(counts.valueAtPercentile(percent)), Double(counts.maxRecorded)) / 1000
    }

    /// The figures that are reported; nil of none.
    package var summary: Summary? {
        guard let p50 = percentile(50), let p90 = percentile(90), let p99 = percentile(99), let max = percentile(100)
        else { return nil }
        return Summary(count: count, p50: p50, p90: p90, p99: p99, max: max)
    }

    /// Milliseconds.
    package struct Summary: Sendable, Equatable {
        package var count: Int
        package var p50: Double
        package var p90: Double
        package var p99: Double
        package var max: Double
    }

    /// The curve that a plot of percentiles needs: per cents and their milliseconds.
    package var curve: [(percent: Double, milliseconds: Double)] {
        Self.percents.compactMap { percent in percentile(percent).map { (percent, $0) } }
    }

    private static let percents: [Double] = [
        0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98, 98.5, 99, 99.3, 99.5, 99.7, 99.9, 99.95,
        99.99, 100,
    ]
}
