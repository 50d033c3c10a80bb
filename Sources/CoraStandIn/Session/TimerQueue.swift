import CoraWire

/// What a session has to do later, a value without a clock: the session's owner comes back at ``nextDeadline``.
struct TimerQueue: Sendable {
    /// What can be due.
    enum Timer: Sendable, Equatable {
        case ping
        case expiry
        /// End the wait for the caller after the response of that number.
        case idleTimeout(afterResponse: Int)
        case transcription(item: String, heard: String, ending: TurnFault.Transcription)
        case rateLimits
        /// Do the next steps of the response with that id.
        case response(String)
        /// Send an event that belongs to a response that is over.
        case late(event: String, members: [String: JSON])
        case fault(SessionFault.Kind)
        case noise(every: Duration, transcripts: [String], index: Int)
        case callAgain(FaultState.RepeatedCall)
    }

    private struct Entry {
        var deadline: Duration
        var timer: Timer
    }

    private var entries: [Entry] = []

    /// When the first timer is due; nil when there is none.
    var nextDeadline: Duration? { entries.first?.deadline }

    /// Adds a timer; timers of the same instant go off in the order they were added.
    mutating func schedule(_ timer: Timer, at deadline: Duration) {
        let index = entries.firstIndex { $0.deadline > deadline } ?? entries.endIndex
        entries.insert(Entry(deadline: deadline, timer: timer), at: index)
    }

    /// Takes the first timer if it is due.
    mutating func next(at now: Duration) -> Timer? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        return entries.removeFirst().timer
    }

    mutating func removeAll() { entries.removeAll() }
}
