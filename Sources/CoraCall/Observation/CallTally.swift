/// Several calls, counted together. Counting allocates nothing: it is done on the loops that audio runs on.
package struct CallTally: Sendable, Equatable {
    private var connecting = 0
    private var live = 0
    private var leaving = 0
    private var others = 0
    /// What they have counted.
    package private(set) var figures = CallFigures()

    package init() {}

    /// How many there are in each state; states without calls are left out.
    package var states: [String: Int] {
        let all = [("connecting", connecting), ("live", live), ("leaving", leaving), ("other", others)]
        return Dictionary(uniqueKeysWithValues: all.filter { $0.1 > 0 })
    }

    /// Adds a call.
    package mutating func add(_ phase: CallPhase, _ figures: CallFigures) {
        switch phase {
        case .connecting: connecting += 1
        case .live: live += 1
        case .leaving: leaving += 1
        case .awaitingStart, .redeeming, .ended:
            // One that has not begun has no figures to speak of; those of one that is over were told with its end.
            others += 1
            return
        }
        self.figures.add(figures)
    }

    /// Adds other calls.
    package mutating func add(_ other: CallTally) {
        connecting += other.connecting
        live += other.live
        leaving += other.leaving
        others += other.others
        figures.add(other.figures)
    }
}
