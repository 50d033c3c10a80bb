import CoraCall
package import CoraTenant
import Histogram

/// Measures how long something takes. HDR histograms of the last minute and since the start, in microseconds, exact to
/// one percent, up to ten minutes (longer measurements count as that); and the exact buckets for Prometheus.
package struct LatencyMeter: Sendable {
    private typealias Counts = Histogram<UInt32>

    /// The length of a slice in nanoseconds: the last minute is six full slices and the one that is being filled.
    private static let slice: Int64 = 10_000_000_000
    private static let slices = 7
    private static let longest: UInt64 = 600_000_000

    private var all = Self.empty()
    private var recent: [(slice: Int64, counts: Counts)] = []
    /// All measurements since the start, in the buckets for Prometheus.
    private(set) var buckets: LatencyBuckets

    /// - Parameter bounds: the upper bounds of `buckets`, in seconds.
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

    /// The quantiles of the last minute and since the start.
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
