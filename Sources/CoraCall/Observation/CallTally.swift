/// Counts several calls together. Counting allocates nothing, because it runs on the event loops that carry audio.
package struct CallTally: Sendable, Equatable {
    private var connecting = 0
    private var live = 0
    private var recovering = 0
    private var leaving = 0
    private var others = 0
    /// The sum of the calls' figures.
    package private(set) var figures = CallFigures()

    package init() {}

    /// How many calls are in each state; states without calls are left out.
    package var states: [String: Int] {
        let all = [
            ("connecting", connecting), ("live", live), ("recovering", recovering), ("leaving", leaving),
            ("other", others),
        ]
        return Dictionary(uniqueKeysWithValues: all.filter { $0.1 > 0 })
    }

    /// Adds a call.
    package mutating func add(_ phase: CallPhase, _ figures: CallFigures) {
        switch phase {
        case .connecting: connecting += 1
        case .live: live += 1
        case .recovering: recovering += 1
        case .leaving: leaving += 1
        case .awaitingStart, .redeeming, .ended:
            // A call that has not begun has hardly any figures; a call that is over reported its figures when it ended.
            others += 1
            return
        }
        self.figures.add(figures)
    }

    /// Adds the calls of another tally.
    package mutating func add(_ other: CallTally) {
        connecting += other.connecting
        live += other.live
        recovering += other.recovering
        leaving += other.leaving
        others += other.others
        figures.add(other.figures)
    }
}
