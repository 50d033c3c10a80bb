/// One metric of `GET /metrics`: what it is called, what it means and how its values are kept.
package struct CoraMetric: Sendable, Hashable {
    /// How values are kept.
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
    /// How its values are kept.
    package let kind: Kind
    /// What it means, in one sentence.
    package let help: String
    /// The names of its labels.
    package let labels: [String]
    /// A histogram's upper bounds, rising, without the last, which is infinity; empty for the others.
    package let bounds: [Double]

    private init(_ kind: Kind, _ name: String, _ help: String, _ labels: [String], _ bounds: [Double] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.bounds = bounds
    }

    /// A count that only rises.
    static func counter(_ name: String, _ help: String, by labels: String...) -> CoraMetric {
        CoraMetric(.counter, name, help, labels)
    }

    /// What is the case now.
    static func gauge(_ name: String, _ help: String, by labels: String...) -> CoraMetric {
        CoraMetric(.gauge, name, help, labels)
    }

    /// A distribution of seconds.
    static func histogram(
        _ name: String, _ help: String, _ bounds: [Double], by labels: String...
    ) -> CoraMetric {
        CoraMetric(.histogram, name, help, labels, bounds)
    }

    /// A metric that a library reports under a name of its own.
    static func foreign(_ name: String, _ kind: Kind, _ labels: [String]) -> CoraMetric {
        CoraMetric(kind, name, "Reported by a library.", labels, kind == .histogram ? Self.waits : [])
    }

    /// Bounds for what callers wait for, in seconds: dense around one second, which is where it begins to be too long.
    static let waits = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10]
    /// Bounds for what should take no time, in seconds.
    static let moments = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
}
