package import CoraCall
import Histogram

/// How long something takes: HDR histograms of the last minute and since the start, in microseconds, within one percent,
/// up to ten minutes (what is longer counts as that); and the exact buckets that Prometheus is told.
package struct LatencyMeter: Sendable {
    private typealias Counts = Histogram<UInt32>

    /// The last minute is six slices of ten seconds and the one that grows.
    private static let slice: Int64 = 10_000_000_000
    private static let slices = 7
    private static let longest: UInt64 = 600_000_000

    private var all = Self.empty()
    private var recent: [(slice: Int64, counts: Counts)] = []
    /// All measurements since the start, by the bounds that Prometheus is told.
    private(set) var buckets: LatencyBuckets

    /// - Parameter bounds: of `buckets`, in seconds.
    package init(bounds: [Double] = LatencyBuckets.waits) {
        buckets = LatencyBuckets(bounds: bounds)
    }

    private static func empty() -> Counts {
        Counts(highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    }

    /// Adds a measurement that ended at `now`.
    package mutating func record(_ span: CallDuration, at now: CallInstant) {
        buckets.add(span)
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
