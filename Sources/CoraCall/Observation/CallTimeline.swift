package import CoraTenant

/// What happened on a call and when, for the ops pages: the last exchanges and other events. Tool runs are in
/// ``ToolLedger``. Bounded; loop-bound.
package struct CallTimeline: Sendable, Equatable {
    /// Something that happened.
    package struct Event: Sendable, Equatable {
        /// When it happened.
        package var at: CallInstant
        /// What happened, in a few words.
        package var what: String
        /// Details, in words.
        package var detail: String?
    }

    /// How many exchanges are remembered at most.
    package static let longest = 64
    /// How many events are remembered at most.
    package static let mostEvents = 128

    /// Exchanges, the oldest first.
    package private(set) var turns: [TurnTiming] = []
    /// What else happened, the oldest first.
    package private(set) var events: [Event] = []
    /// How many answers the caller has heard, forgotten exchanges included.
    package private(set) var answered = 0
    /// The latency of the slowest answer; nil before the first.
    package private(set) var slowest: CallDuration?

    package init() {}

    /// Adds an event.
    package mutating func note(_ what: String, _ detail: String? = nil, at now: CallInstant) {
        if events.count >= Self.mostEvents { events.removeFirst(Self.mostEvents / 2) }
        events.append(Event(at: now, what: what, detail: detail))
    }

    /// Adds an exchange whose answer the caller has heard.
    package mutating func heard(_ turn: TurnTiming) {
        if turns.count >= Self.longest { turns.removeFirst(Self.longest / 2) }
        turns.append(turn)
        answered += 1
        slowest = [slowest, turn.latency].compactMap(\.self).max()
    }
}
