import CoraCall
package import CoraTenant

/// A histogram as Prometheus' classic type has it: how many measurements fell between each two bounds, and their sum.
package struct LatencyBuckets: Sendable, Equatable {
    /// Bounds for what callers wait for, in seconds: dense around one second, from which on a wait is too long.
    package static let waits = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10]
    /// Bounds for work that should take next to no time, in seconds.
    package static let moments = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    /// The upper bounds in seconds, rising. The last bucket, up to infinity, has no entry.
    package let bounds: [Double]
    /// How many measurements lie under each bound and above the one before it; the last entry is of those above every
    /// bound.
    package private(set) var counts: [Int]
    /// All measurements added up, in seconds.
    package private(set) var sum = 0.0

    package init(bounds: [Double] = waits) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Adds a measurement; a negative one counts as zero.
    package mutating func add(_ span: CallDuration) {
        let seconds = Double(max(span.nanoseconds, 0)) / 1e9
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sum += seconds
    }
}
