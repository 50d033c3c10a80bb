package import CoraTenant

/// Receives what calls measure: a few times a turn, never for each frame. Called on the call's event loop: must not
/// block.
package protocol CallObserver: Sendable {
    /// A call measured something.
    func observed(_ observation: CallObservation, of ticket: CallTicket)
    /// A call is over; `detail` is its last state, with its timeline, tools and queues.
    func ended(_ detail: CallDetail, of ticket: CallTicket)
}

extension CallObserver {
    /// Does nothing: for observers that need no details.
    package func ended(_ detail: CallDetail, of ticket: CallTicket) {}
}

/// One thing that is measured on a call while it lives.
package enum CallObservation: Sendable, Equatable {
    /// The model's socket is being dialled.
    case modelDialling
    /// The model's session is set up; `after` is the time since it was dialled.
    case modelReady(after: CallDuration)
    /// The model could not be reached, or its socket or session failed; the text says why.
    case modelFailed(String)
    /// A model that was lost in the middle of the call is back; `after` is the time without one.
    case modelRestored(after: CallDuration)
    /// The model's socket was closed because the call is over.
    case modelClosed
    /// The agent's first audio went to the caller; `after` is the time since the stream began.
    case firstAudio(after: CallDuration)
    /// The caller heard an answer.
    case turn(TurnTiming)
    /// The caller spoke over the agent. `after` is the time from their first word, as the model's turn detection places
    /// it, until the line was cleared; `ours` is our part of it, from the model's event until the clear was written.
    case bargeIn(after: CallDuration, ours: CallDuration)
    /// The page of a web session told what it has measured so far.
    case page(PageFigures)
    /// A turn of the caller's ended; `succeeded` tells whether its words were written down.
    case transcription(succeeded: Bool)
    /// A tool ran; `took` is how long.
    case tool(name: String, succeeded: Bool, took: CallDuration)
    /// What is left of the model account's limits.
    case allowance(ModelAllowance)
}
