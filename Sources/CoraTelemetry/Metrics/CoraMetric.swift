/// One metric of `GET /metrics`: what it is called, what it means, and what it reads.
package struct CoraMetric: Sendable {
    /// How Prometheus treats the values.
    package enum Kind: String, Sendable, Equatable {
        /// A count that only rises.
        case counter
        /// What is the case now.
        case gauge
        /// How many values were no larger than each of some bounds.
        case histogram
    }

    /// Its name, unit at the end (`_seconds`, `_bytes`, `_usd`), `_total` behind it for a counter.
    package let name: String
    /// How Prometheus treats the values.
    package let kind: Kind
    /// What it means, in one sentence.
    package let help: String
    /// The names of its labels, from the outermost dictionary of what it reads to the innermost.
    package let labels: [String]
    /// Its samples in a reading; none for what there is not, as an outbox where no database is set.
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

    /// A count that only rises.
    static func counter(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.counter, name, help, labels, read)
    }

    /// What is the case now.
    static func gauge(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.gauge, name, help, labels, read)
    }

    /// A distribution of seconds.
    static func histogram(
        _ name: String, _ help: String, by labels: [String] = [],
        _ read: @escaping @Sendable (MetricsReading) -> some MetricSource
    ) -> CoraMetric {
        CoraMetric(.histogram, name, help, labels, read)
    }
}
