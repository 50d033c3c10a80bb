/// Durations in nanoseconds, and what they come to.
package struct Durations: Sendable {
    package private(set) var values: [Int64] = []

    package var count: Int { values.count }

    package init(capacity: Int = 0) {
        values.reserveCapacity(capacity)
    }

    package mutating func add(_ nanoseconds: Int64) {
        values.append(nanoseconds)
    }

    package mutating func add(_ others: Durations) {
        values += others.values
    }

    /// The smallest value that so many per cent do not exceed (nearest rank); zero of none.
    package func percentile(_ percent: Double) -> Milliseconds {
        percentiles([percent]).first ?? 0
    }

    /// Several of them: they are sorted once.
    package func percentiles(_ percents: [Double]) -> [Milliseconds] {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return percents.map { _ in 0 } }
        return percents.map { percent in
            let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up)) - 1
            return Milliseconds(sorted[min(max(rank, 0), last)]) / 1_000_000
        }
    }

    /// The four that are printed.
    package var summary: [Milliseconds] {
        percentiles([50, 90, 99, 100])
    }
}

/// A duration as it is printed.
package typealias Milliseconds = Double
