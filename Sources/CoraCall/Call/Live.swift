import CoraTenant

/// What a call knows only while both sides can speak (`live` and `leaving`).
package struct Live: Sendable, Equatable {
    /// How a session was reached, and when.
    struct Reached: Sendable, Equatable {
        var redial: ModelRedial
        var at: CallInstant
    }

    /// The item of the model's speech whose audio is arriving, or arrived last.
    struct Speaking: Sendable, Equatable {
        /// The model's id of the response that it belongs to.
        var response: String
        /// Whether the caller is not to hear it.
        var isMuted: Bool
        /// Whether more of its audio is on its way.
        var isOpen: Bool
    }

    /// Asks for one response at a time.
    var gate = ResponseGate()
    /// Notices a caller who says nothing.
    var silence: SilenceWatch
    /// The item whose audio is arriving or arrived last; nil before the first.
    var speaking: Speaking?
    /// The model's id of a response whose audio the caller is not to hear any more.
    var mutedResponse: String?
    /// Whether any audio of the active response was played.
    var hasSpoken = false
    /// When the model last gave a sign of life.
    var modelSignAt: CallInstant
    /// How many responses have failed since the last that succeeded.
    var failuresInARow = 0
    /// How many responses in a row met the account's limit.
    var limitsInARow = 0
    /// How many responses in a row ended well and gave the caller nothing.
    var fruitlessInARow = 0
    /// How this session was reached, and when; nil once a response of it has succeeded.
    var reached: Reached?
    /// The change to a new session before this one is too old.
    var succession: SessionSuccession?
    /// How many times the model was corrected for a claim.
    var corrections = 0
    /// Whether the time to warn the caller of the call's limit has passed.
    var isWarned = false

    /// Whether the caller is to hear the item whose audio arrives.
    var isAudible: Bool { speaking?.isMuted == false }

    /// The caller began to speak. Waiting requests that yield to the caller are dropped: the model's answer to the
    /// caller takes tool results and digits into account. The server cancels the active response by itself
    /// (`interrupt_response`); the caller is not to hear what of it is still on the way.
    mutating func listen(at now: CallInstant) {
        silence.busy(until: now)
        mutedResponse = gate.activeID
        if speaking?.response == mutedResponse { speaking?.isMuted = true }
        gate.speechStarted(at: now)
        gate.forget(where: \.yieldsToCaller)
    }

    /// The session is lost: nothing of it arrives any more, and what was asked of it waits.
    mutating func sessionLost() {
        gate.sessionLost(hasSpoken: hasSpoken)
        speaking = nil
        mutedResponse = nil
        hasSpoken = false
        failuresInARow = 0
        succession = nil
    }

    /// The item that was speaking has been cut: the caller is to hear no more of it.
    mutating func silenceSpeaker() {
        speaking?.isMuted = true
        speaking?.isOpen = false
    }
}
