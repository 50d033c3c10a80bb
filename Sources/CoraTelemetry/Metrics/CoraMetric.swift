/// One metric of `GET /metrics`: what it is called, what it means, and what it reads.
package struct CoraMetric: Sendable {
    /// How Prometheus treats the values.
    package enum Kind: String, Sendable, Equatable {
        /// A count that only rises.
        case counter
        /// A value of this moment, which may rise and fall.
        case gauge
        /// How many values were no larger than each of some bounds.
        case histogram
    }

    /// Its name, with the unit at the end (`_seconds`, `_bytes`, `_usd`), and `_total` behind it for a counter.
    package let name: String
    /// How Prometheus treats the values.
    package let kind: Kind
    /// What it means, in one sentence.
    package let help: String
    /// The names of its labels, from the outermost dictionary that it reads to the innermost.
    package let labels: [String]
    /// Reads the metric's samples; none if the instance has no such thing, as an outbox without a database.
    let samples: @Sendable (MetricsReading) -> [MetricSample]

    private init(
        _ kind: Kind, _ name: String, _ help: String, _ labels: [String],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) {
        self.kind = kind
        self.name = name
        self.help = help
        self.labels = labels
        samples = { read($0).samples }
    }

    /// Makes a metric that only rises.
    static func counter(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.counter, name, help, labels, read)
    }

    /// Makes a metric of a value that may rise and fall.
    static func gauge(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.gauge, name, help, labels, read)
    }

    /// Makes a metric of a distribution, in seconds.
    static func histogram(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.histogram, name, help, labels, read)
    }
}
