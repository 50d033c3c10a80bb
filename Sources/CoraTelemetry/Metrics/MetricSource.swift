import CoraSupervisor

/// One value of a metric, and the values of its labels.
struct MetricSample: Sendable {
    /// A number, or a whole histogram.
    enum Value: Sendable {
        case number(Double)
        case histogram(LatencyBuckets)
    }

    /// The values of the metric's labels, in their order.
    var labels: [String] = []
    var value: Value
}

/// A value that a line of the table may read: a number, a histogram, an optional one, or a dictionary of these by a
/// label's values.
protocol MetricSource: SendableMetatype {
    var samples: [MetricSample] { get }
}

extension Double: MetricSource {
    var samples: [MetricSample] { [MetricSample(value: .number(self))] }
}

extension Int: MetricSource {
    var samples: [MetricSample] { Double(self).samples }
}

extension Int64: MetricSource {
    var samples: [MetricSample] { Double(self).samples }
}

/// Reads as 1 for true and 0 for false.
extension Bool: MetricSource {
    var samples: [MetricSample] { Double(self ? 1 : 0).samples }
}

extension LatencyBuckets: MetricSource {
    var samples: [MetricSample] { [MetricSample(value: .histogram(self))] }
}

extension Optional: MetricSource where Wrapped: MetricSource {
    var samples: [MetricSample] { self?.samples ?? [] }
}

extension Dictionary: MetricSource where Key == String, Value: MetricSource {
    var samples: [MetricSample] {
        flatMap { label, source in
            source.samples.map { MetricSample(labels: [label] + $0.labels, value: $0.value) }
        }
    }
}
