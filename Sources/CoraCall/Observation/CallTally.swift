/// Several calls, counted together.
package struct CallTally: Sendable, Equatable {
    /// How many there are in each state.
    package private(set) var states: [String: Int] = [:]
    /// What they have counted.
    package private(set) var figures = CallFigures()

    package init() {}

    /// Adds a call.
    package mutating func add(_ state: String, _ figures: CallFigures) {
        states[state, default: 0] += 1
        self.figures.add(figures)
    }

    /// Adds other calls.
    package mutating func add(_ other: CallTally) {
        states.merge(other.states, uniquingKeysWith: +)
        figures.add(other.figures)
    }
}
