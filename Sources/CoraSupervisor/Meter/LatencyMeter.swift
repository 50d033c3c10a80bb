package import CoraCall
import Histogram

/// How long something takes: HDR histograms of the last minute and since the start. Microseconds, within one percent,
/// up to ten minutes; what is longer counts as that.
package struct LatencyMeter: Sendable {
    private typealias Counts = Histogram<UInt32>

    /// The last minute is six slices of ten seconds and the one that grows.
    private static let slice: Int64 = 10_000_000_000
    private static let slices = 7
    private static let longest: UInt64 = 600_000_000

    private var all = Self.empty()
    private var recent: [(slice: Int64, counts: Counts)] = []

    package init() {}

    private static func empty() -> Counts {
        Counts(highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    }

    /// It took that long.
    package mutating func record(_ span: CallDuration, at now: CallInstant) {
        let value = UInt64(clamping: max(span.nanoseconds, 0) / 1000)
        let microseconds = min(value, Self.longest)
        _ = all.record(microseconds)
        let slice = now.nanoseconds / Self.slice
        if recent.last?.slice != slice {
            recent.removeAll { $0.slice <= slice - Int64(Self.slices) }
            recent.append((slice, Self.empty()))
        }
        _ = recent[recent.count - 1].counts.record(microseconds)
    }

    /// Both stretches.
    package func distribution(at now: CallInstant) -> FleetStats.Distribution {
        var distribution = FleetStats.Distribution()
        distribution.sinceStart = Self.quantiles(all)
        var minute = Self.empty()
        for entry in recent where entry.slice > now.nanoseconds / Self.slice - Int64(Self.slices) {
            minute.add(entry.counts)
        }
        distribution.lastMinute = Self.quantiles(minute)
        return distribution
    }

    private static func quantiles(_ counts: Counts) -> FleetStats.Quantiles {
        var quantiles = FleetStats.Quantiles()
        quantiles.count = Int(clamping: counts.totalCount)
        guard quantiles.count > 0 else { return quantiles }
        quantiles.p50Ms = milliseconds(counts.valueAtPercentile(50))
        quantiles.p90Ms = milliseconds(counts.valueAtPercentile(90))
        quantiles.p99Ms = milliseconds(counts.valueAtPercentile(99))
        quantiles.maxMs = milliseconds(counts.max)
        return quantiles
    }

    private static func milliseconds(_ microseconds: UInt64) -> Double { Double(microseconds) / 1000 }
}
