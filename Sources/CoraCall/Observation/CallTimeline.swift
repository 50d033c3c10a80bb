/// What happened on a call and when, for people who look at it: the last exchanges and other events. Tool runs are in
/// ``ToolLedger``. Bounded; loop-bound.
package struct CallTimeline: Sendable, Equatable {
    /// Something that happened.
    package struct Event: Sendable, Equatable {
        /// When.
        package var at: CallInstant
        /// What.
        package var what: String
        /// More of it.
        package var detail: String?
    }

    /// Exchanges that are remembered.
    package static let longest = 64
    /// Events that are remembered.
    package static let mostEvents = 128

    /// Exchanges, the oldest first.
    package private(set) var turns: [TurnTiming] = []
    /// What else happened, the oldest first.
    package private(set) var events: [Event] = []
    /// Exchanges that were heard, forgotten ones included.
    package private(set) var answered = 0
    /// The slowest of them.
    package private(set) var slowest: CallDuration?

    package init() {}

    /// Something happened.
    package mutating func note(_ what: String, _ detail: String? = nil, at now: CallInstant) {
        if events.count >= Self.mostEvents { events.removeFirst(Self.mostEvents / 2) }
        events.append(Event(at: now, what: what, detail: detail))
    }

    /// An answer was heard.
    package mutating func heard(_ turn: TurnTiming) {
        if turns.count >= Self.longest { turns.removeFirst(Self.longest / 2) }
        turns.append(turn)
        answered += 1
        slowest = [slowest, turn.latency].compactMap(\.self).max()
    }
}
