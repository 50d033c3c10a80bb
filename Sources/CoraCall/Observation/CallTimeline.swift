/// What happened on a call and when, for whoever looks at it: the last exchanges, tool runs and other events. Bounded;
/// loop-bound.
package struct CallTimeline: Sendable, Equatable {
    /// One run of a tool.
    package struct ToolRun: Sendable, Equatable {
        /// The model's id of it.
        package var id: String
        /// Its name.
        package var name: String
        /// When it began.
        package var began: CallInstant
        /// How long it took; nil while it runs.
        package var took: CallDuration?
        /// Whether it succeeded.
        package var succeeded: Bool?
    }

    /// Something that happened.
    package struct Event: Sendable, Equatable {
        /// When.
        package var at: CallInstant
        /// What.
        package var what: String
        /// More of it.
        package var detail: String?
    }

    /// Exchanges and tool runs that are remembered.
    package static let longest = 64
    /// Events that are remembered.
    package static let mostEvents = 128

    /// Exchanges, the oldest first.
    package private(set) var turns: [TurnTiming] = []
    /// Tool runs, the oldest first.
    package private(set) var tools: [ToolRun] = []
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

    /// A tool begins.
    package mutating func toolBegan(_ id: String, _ name: String, at now: CallInstant) {
        if tools.count >= Self.longest { tools.removeFirst(Self.longest / 2) }
        tools.append(ToolRun(id: id, name: name, began: now))
    }

    /// A tool has answered.
    package mutating func toolFinished(_ id: String, succeeded: Bool, at now: CallInstant) {
        guard let index = tools.lastIndex(where: { $0.id == id }) else { return }
        tools[index].took = now - tools[index].began
        tools[index].succeeded = succeeded
    }

    /// The tool that runs longest; nil if none runs.
    package var running: ToolRun? { tools.first { $0.took == nil } }
}
