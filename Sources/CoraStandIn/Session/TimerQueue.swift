import CoraWire

/// What a session has to do later. A value: whoever owns the session asks for ``nextDeadline`` and comes back then.
struct TimerQueue: Sendable {
    /// The things to do.
    enum Timer: Sendable, Equatable {
        case ping
        case expiry
        /// The caller has been silent since the response of that number.
        case idleTimeout(afterResponse: Int)
        case transcription(item: String, turn: Int?)
        case rateLimits
        /// The next deltas of a response.
        case response(String)
        /// A delta of a response that is over.
        case lateDelta(event: String, members: [String: JSON])
    }

    private struct Entry {
        var deadline: Duration
        var timer: Timer
    }

    private var entries: [Entry] = []

    /// When ``next(at:)`` has something again.
    var nextDeadline: Duration? { entries.first?.deadline }

    /// Adds a timer; timers of the same instant go off in the order they were added.
    mutating func schedule(_ timer: Timer, at deadline: Duration) {
        let index = entries.firstIndex { $0.deadline > deadline } ?? entries.endIndex
        entries.insert(Entry(deadline: deadline, timer: timer), at: index)
    }

    /// Takes the first timer that is due.
    mutating func next(at now: Duration) -> Timer? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        return entries.removeFirst().timer
    }

    mutating func removeAll() { entries.removeAll() }
}
