/// What is true of a call while both sides can speak, and only then.
package struct Live: Sendable, Equatable {
    /// The item of the model's speech whose audio arrives, or arrived last.
    struct Speaking: Sendable, Equatable {
        /// The response it is of.
        var response: String
        /// Whether the caller is not to hear it.
        var isMuted: Bool
        /// Whether more of its audio is on its way.
        var isOpen: Bool
    }

    /// Lets one response be made at a time.
    var gate = ResponseGate()
    /// Notices a caller who says nothing.
    var silence: SilenceWatch
    /// The item whose audio arrives; nil before the first.
    var speaking: Speaking?
    /// The response whose audio the caller is not to hear any more.
    var mutedResponse: String?
    /// Whether the active response has given any audio.
    var hasSpoken = false
    /// When the model last gave a sign of life.
    var modelSignAt: CallInstant
    /// Responses that failed since one succeeded.
    var failuresInARow = 0
    /// Claims the model was corrected for.
    var corrections = 0
    /// Whether the caller was told that the call's longest time is near.
    var isWarned = false

    /// Whether the item whose audio arrives is to be heard.
    var isAudible: Bool { speaking?.isMuted == false }

    /// The caller has the word. What only fills a silence or a pause is no longer wanted: the model's answer to the
    /// caller takes tool results and digits into account. The server cancels the active response by itself
    /// (`interrupt_response`); what of it is still on the way is not to be heard.
    mutating func listen(at now: CallInstant) {
        silence.callerHeard(at: now)
        mutedResponse = gate.activeID
        if speaking?.response == mutedResponse { speaking?.isMuted = true }
        gate.speechStarted()
        gate.forget(where: \.yieldsToCaller)
    }

    /// What was speaking has been cut: nothing more of it is to be heard.
    mutating func silenceSpeaker() {
        speaking?.isMuted = true
        speaking?.isOpen = false
    }
}
