/// What a run is held against.
package struct LoadBounds: Sendable, Equatable {
    /// A run whose own frames were later than this cannot be judged, in milliseconds.
    package static let pacing = 5.0

    package var maxLost = 0
    package var maxMixed = 0
    package var maxFailures = 0
    /// Added latency each way, in milliseconds; nil for no bound.
    package var maxP50: Double?
    package var maxP99: Double?
    /// Times a line may run dry inside a response; nil for no bound.
    package var maxGaps: Int?

    package init() {}

    /// What is wrong with a bound, in words.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package var description: String
    }

    /// Adds a bound that is written as `p99=50` or `p50=2`.
    /// - Throws: ``Problem``.
    package mutating func add(_ text: String) throws(Problem) {
        let pair = text.split(separator: "=", maxSplits: 1)
        guard pair.count == 2, let limit = Double(pair[1]), limit >= 0, limit.isFinite,
            ["p50", "p99"].contains(pair[0])
        else { throw Problem(description: "found \"\(text)\"; wanted p50=MS or p99=MS") }
        if pair[0] == "p50" { maxP50 = limit } else { maxP99 = limit }
    }
}

/// A bound, and what was measured.
package struct BoundResult: Sendable, Equatable {
    package var name: String
    package var limit: Double
    /// Nil where nothing was measured: such a bound is not held.
    package var value: Double?

    package var isHeld: Bool { value.map { $0 <= limit } ?? false }

    package init(_ name: String, limit: Double, value: Double?) {
        self.name = name
        self.limit = limit
        self.value = value
    }
}

/// What a run came to.
package enum LoadVerdict: String, Sendable, Equatable {
    /// Every bound was held.
    case held
    /// One was not.
    case missed
    /// The generator was late itself: its figures say nothing of the server.
    case unreliable
}
