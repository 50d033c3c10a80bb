/// One stretch of agent speech as the caller heard it.
package struct AgentSpeech: Sendable, Equatable {
    /// How a stretch ended.
    package enum End: Sendable, Equatable {
        /// The caller heard all that was sent.
        case finished
        /// A `clear` cut it off; the caller did not hear so many milliseconds that had been sent.
        case cleared(unheardMilliseconds: Int)
        /// The stream ended before the caller had heard all that was sent.
        case streamEnded(unheardMilliseconds: Int)
    }

    /// When its first media message came, on the call's clock.
    package var receivedAt: Duration
    /// When the caller began to hear it.
    package var startedAt: Duration
    /// When the caller heard the last of it.
    package var endedAt: Duration
    /// How much of it the caller heard, in milliseconds, gaps left out.
    package var heardMilliseconds: Double
    /// How it ended; nil while it goes on.
    package var end: End?
    /// What the agent said, as far as the scenario tells; nil for a greeting of the server's own.
    package var text: String?

    package init(
        receivedAt: Duration, startedAt: Duration, endedAt: Duration, heardMilliseconds: Double, end: End? = nil,
        text: String? = nil
    ) {
        self.receivedAt = receivedAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.heardMilliseconds = heardMilliseconds
        self.end = end
        self.text = text
    }
}

/// Turns what is played at each tick into stretches of agent speech. A gap of less than 300 ms does not end a stretch:
/// the audio was only late for a moment.
package struct AgentEar: Sendable {
    /// The longest gap within one stretch.
    package static let longestGap = Duration.milliseconds(300)

    /// A change that a listener would notice.
    package enum Change: Sendable, Equatable {
        /// A stretch began.
        case started
        /// The stretch ended.
        case ended(AgentSpeech)
    }

    /// All stretches so far; the last may still go on.
    package private(set) var speeches: [AgentSpeech] = []

    private var firstReceived: Duration?
    private var lastReceived: Duration?

    package init() {}

    /// The stretch that the caller is hearing; nil while the agent is silent.
    package var current: AgentSpeech? {
        guard let last = speeches.last, last.end == nil else { return nil }
        return last
    }

    /// When the last media message came.
    package var lastReceivedAt: Duration? { lastReceived }

    /// Notes that a media message came.
    package mutating func received(at now: Duration) {
        if firstReceived == nil { firstReceived = now }
        lastReceived = now
    }

    /// Notes that a tick which began at `now` played `bytes` bytes of agent audio.
    ///
    /// - Returns: what a listener would notice; nil when nothing has changed.
    package mutating func played(bytes: Int, at now: Duration) -> Change? {
        guard bytes > 0 else { return endIfQuiet(at: now) }
        let heard = Double(bytes) / 8
        let end = now + .microseconds(bytes * 125)
        if current != nil {
            speeches[speeches.count - 1].heardMilliseconds += heard
            speeches[speeches.count - 1].endedAt = end
            firstReceived = nil
            return nil
        }
        let received = firstReceived ?? now
        firstReceived = nil
        speeches.append(
            AgentSpeech(receivedAt: received, startedAt: now, endedAt: end, heardMilliseconds: heard))
        return .started
    }

    /// Notes that a `clear` emptied the queue. Audio that the caller had not begun to hear makes no stretch.
    package mutating func cleared(droppedBytes: Int) -> Change? {
        firstReceived = nil
        return end(.cleared(unheardMilliseconds: droppedBytes / 8), unless: droppedBytes == 0)
    }

    /// Notes that the stream is over, with so many bytes not heard.
    package mutating func streamEnded(droppedBytes: Int) -> Change? {
        firstReceived = nil
        return end(droppedBytes == 0 ? .finished : .streamEnded(unheardMilliseconds: droppedBytes / 8), unless: false)
    }

    private mutating func endIfQuiet(at now: Duration) -> Change? {
        guard let current, now - current.endedAt >= Self.longestGap else { return nil }
        return end(.finished, unless: false)
    }

    private mutating func end(_ end: AgentSpeech.End, unless isIgnored: Bool) -> Change? {
        guard !isIgnored, current != nil else { return nil }
        speeches[speeches.count - 1].end = end
        return .ended(speeches[speeches.count - 1])
    }
}
