package import CoraTenant

// What follows when the agent claims something that no tool has done.

/// What to do after the agent claimed something that no tool has done.
package enum OnClaimMade: Sendable, Equatable {
    /// Tell the model that nothing was done, and ask it for the response in `ask`, if there is one. With
    /// `lineStaysOpen` the goodbye that had begun is taken back.
    case correct(lineStaysOpen: Bool, ask: ResponseRequest?)
    /// Only record the claim.
    case note
    /// Nothing: the words were dictated to the model, or the call is not open.
    case ignore
}

extension CallStateMachine {
    /// The response that is being made claims something that no tool has done. Call this before
    /// ``responseDone(_:_:at:)``, so that the correcting response is asked for as soon as this one is done.
    package mutating func claimMade(at now: CallInstant) -> OnClaimMade {
        if activeRequest?.isDictated == true { return .ignore }
        guard var live else { return .ignore }
        guard live.corrections < Self.corrections else { return .note }
        switch state {
        case .live:
            live.corrections += 1
            let request = live.gate.want(.afterClaim, at: now)
            state = .live(live)
            return .correct(lineStaysOpen: false, ask: request)
        case .leaving(_, let goodbye) where goodbye.cause == .agentEnded && goodbye.standing == nil:
            // A caller must not leave with a showing that was not booked.
            live.corrections += 1
            live.silence.busy(until: max(now, playout.expectedEnd))
            live.gate.forget(where: \.isGoodbye)
            let request = live.gate.want(.afterClaim, at: now)
            state = .live(live)
            return .correct(lineStaysOpen: true, ask: request)
        case .leaving: return .note
        case .awaitingStart, .redeeming, .connecting, .recovering, .ended: return .ignore
        }
    }
}
