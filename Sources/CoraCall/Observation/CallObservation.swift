/// Hears what calls measure: a few times a turn, never for each frame. Called on the call's event loop: must not block.
package protocol CallObserver: Sendable {
    /// Something was measured on a call.
    func observed(_ observation: CallObservation, of ticket: CallTicket)
    /// A call is over; this is all that is remembered of it.
    func ended(_ detail: CallDetail, of ticket: CallTicket)
}

extension CallObserver {
    package func ended(_ detail: CallDetail, of ticket: CallTicket) {}
}

/// One thing that is measured on a call while it lives.
package enum CallObservation: Sendable, Equatable {
    /// The model's socket is dialled.
    case modelDialling
    /// The model's session is set up, that long after it was dialled.
    case modelReady(after: CallDuration)
    /// The model could not be reached, or its socket or session failed; in words.
    case modelFailed(String)
    /// The model's socket was closed because the call is over.
    case modelClosed
    /// The agent's first audio went to the caller, that long after the stream began.
    case firstAudio(after: CallDuration)
    /// An answer was heard.
    case turn(TurnTiming)
    /// The caller spoke over the agent: from their first word, as the model's turn detection has it, to the line's
    /// being cleared; and our own part of it, from the model's word to the clear's being written.
    case bargeIn(after: CallDuration, ours: CallDuration)
    /// A tool ran.
    case tool(name: String, succeeded: Bool, took: CallDuration)
    /// What is left of the model account's limits.
    case allowance(ModelAllowance)
}

/// What the model account may still use in the current minute (`rate_limits.updated`).
package struct ModelAllowance: Sendable, Equatable {
    /// `tokens` or `requests`.
    package var name: String
    /// How many in all.
    package var limit: Int
    /// How many are left.
    package var remaining: Int
    /// How long until all are back.
    package var reset: CallDuration

    package init(name: String, limit: Int, remaining: Int, reset: CallDuration) {
        self.name = name
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}
