import CoreMetrics
import Synchronization

/// One metric with one set of labels. Any thread.
protocol MetricSeries: AnyObject, Sendable {
    /// Its labels as they are printed, without braces; empty if it has none.
    var labels: String { get }
    /// Prints its samples, a line each.
    func write(_ name: String, into text: inout String)
}

/// A count that only rises.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    let labels: String
    private let value = Mutex(0.0)

    init(labels: String) {
        self.labels = labels
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    /// Does nothing: a count that went back would be taken for a restart.
    func reset() {}

    func write(_ name: String, into text: inout String) {
        text += MetricText.sample(name, labels, value.withLock { $0 })
    }
}

/// What is the case now.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    let labels: String
    private let value = Mutex(0.0)

    init(labels: String) {
        self.labels = labels
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func write(_ name: String, into text: inout String) {
        text += MetricText.sample(name, labels, value.withLock { $0 })
    }
}

/// How many values were no larger than each bound: Prometheus' classic histogram.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct Counts {
        var buckets: [UInt64]
        var sum = 0.0
    }

    let labels: String
    private let bounds: [Double]
    private let counts: Mutex<Counts>

    init(labels: String, bounds: [Double]) {
        self.labels = labels
        self.bounds = bounds
        counts = Mutex(Counts(buckets: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts.withLock { counts in
            counts.buckets[place] += 1
            counts.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func write(_ name: String, into text: inout String) {
        let counts = counts.withLock { $0 }
        var total: UInt64 = 0
        for (index, count) in counts.buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? MetricText.number(bounds[index]) : "+Inf"
            let place = "le=\"\(bound)\""
            text += MetricText.sample(
                "\(name)_bucket", labels.isEmpty ? place : "\(labels),\(place)", Double(total))
        }
        text += MetricText.sample("\(name)_sum", labels, counts.sum)
        text += MetricText.sample("\(name)_count", labels, Double(total))
    }
}
