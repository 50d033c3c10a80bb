package import CoraTenant

/// The change to a new session before the API ends the one that serves the call: it does so after 60 minutes
/// (openai-realtime §1.2). The new session is set up beside the old one and takes over at a pause between turns.
package struct SessionSuccession: Sendable, Equatable {
    /// What to do for it.
    package enum Step: Sendable, Equatable {
        /// Dial the successor beside the session.
        case dial
        /// Give up the successor: it was not set up in time.
        case drop
        /// The successor takes over.
        case takeOver
    }

    private enum Phase: Sendable, Equatable {
        case serving(until: CallInstant)
        case settingUp(until: CallInstant)
        case ready(lookAt: CallInstant)
    }

    /// The pause after a successor that was not set up.
    static let retry = CallDuration.seconds(60)
    /// The longest time to dial a successor and set it up.
    static let longestSetUp = CallDuration.seconds(10)
    /// How often it is looked for a pause.
    static let look = CallDuration.milliseconds(250)

    private let age: CallDuration
    private var phase: Phase

    /// Begins with a session that is set up now.
    /// - Parameter age: the age at which a session gets a successor.
    package init(age: CallDuration, at now: CallInstant) {
        self.age = age
        phase = .serving(until: now + age)
    }

    /// When to call ``deadlineReached(isPause:at:)`` next.
    package var deadline: CallInstant {
        switch phase {
        case .serving(let until), .settingUp(let until), .ready(let until): until
        }
    }

    /// What is due now; nil if nothing is.
    /// - Parameter isPause: whether neither side speaks, is heard, or is owed anything.
    package mutating func deadlineReached(isPause: Bool, at now: CallInstant) -> Step? {
        guard deadline <= now else { return nil }
        switch phase {
        case .serving:
            phase = isPause ? .settingUp(until: now + Self.longestSetUp) : .serving(until: now + Self.look)
            return isPause ? .dial : nil
        case .settingUp:
            phase = .serving(until: now + Self.retry)
            return .drop
        case .ready:
            phase = isPause ? .serving(until: now + age) : .ready(lookAt: now + Self.look)
            return isPause ? .takeOver : nil
        }
    }

    /// The successor is set up.
    package mutating func isSetUp(at now: CallInstant) {
        if case .settingUp = phase { phase = .ready(lookAt: now) }
    }

    /// The successor was lost, or may not take over now.
    /// - Parameter isLost: whether it has to be dialled again.
    package mutating func failed(isLost: Bool, at now: CallInstant) {
        phase = isLost ? .serving(until: now + Self.retry) : .ready(lookAt: now + Self.look)
    }
}
