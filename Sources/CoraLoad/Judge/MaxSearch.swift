/// Looks for the most calls that hold the bounds: doubles until they do not, then halves the difference. A value.
package struct MaxSearch: Sendable, Equatable {
    /// What a try came to.
    package enum Outcome: Sendable, Equatable {
        case held
        case missed
        /// The generator could not keep this number: it says nothing of the server, and more are not tried.
        case unreliable
    }

    /// One number of calls that was tried.
    package struct Step: Sendable, Equatable {
        package var calls: Int
        package var outcome: Outcome
    }

    /// The two numbers that are left are this close, as a part of the lower one, when the search ends.
    private static let precision = 0.05

    private let first: Int
    private let most: Int
    package private(set) var steps: [Step] = []

    /// - Parameters:
    ///   - first: the number to begin with.
    ///   - most: the number that is not exceeded.
    package init(from first: Int, atMost most: Int = 5000) {
        self.first = max(first, 1)
        self.most = max(most, 1)
    }

    /// The most calls that held; nil of none.
    package var best: Int? { steps.filter { $0.outcome == .held }.map(\.calls).max() }

    /// The fewest that did not.
    package var worst: Int? { steps.filter { $0.outcome != .held }.map(\.calls).min() }

    /// How many calls to try next; nil when the search is over.
    package var next: Int? {
        guard let worst else {
            guard let best else { return min(first, most) }
            return best >= most ? nil : min(best * 2, most)
        }
        let low = best ?? 0
        let middle = (low + worst) / 2
        let isClose = Double(worst - low) <= max(Double(low) * Self.precision, 1)
        return isClose || middle <= low ? nil : middle
    }

    /// Takes what a try came to.
    package mutating func record(_ calls: Int, _ outcome: Outcome) {
        steps.append(Step(calls: calls, outcome: outcome))
    }
}
