// What the agent's own words can do.

/// After the agent claimed what no tool has done.
package enum OnClaimMade: Sendable, Equatable {
    /// Tell the model so, and ask it for a response if one may be asked for now. With `lineStaysOpen`, the goodbye that
    /// had begun is taken back.
    case correct(lineStaysOpen: Bool, ask: ResponseRequest?)
    /// Only take it down.
    case note
    /// The words were not the model's own, or the call is over.
    case ignore
}

extension CallStateMachine {
    /// The response that is being made claims what no tool has done. To be called before the response is done, so that
    /// what is asked for follows it at once.
    package mutating func claimMade(at now: CallInstant) -> OnClaimMade {
        if activeRequest?.isDictated == true { return .ignore }
        switch state {
        case .live:
            guard corrected < Self.corrections else { return .note }
            corrected += 1
            return .correct(lineStaysOpen: false, ask: gate.want(.afterClaim, at: now))
        case .leaving(let goodbye)
        where goodbye.cause == .agentEnded && goodbye.standing == nil && corrected < Self.corrections:
            // A caller must not leave with a showing that nobody has booked.
            corrected += 1
            state = .live
            silence.busy(until: max(now, playout.expectedEnd))
            gate.forget { if case .goodbye = $0 { true } else { false } }
            return .correct(lineStaysOpen: true, ask: gate.want(.afterClaim, at: now))
        case .leaving:
            return .note
        case .awaitingStart, .redeeming, .connecting, .ended:
            return .ignore
        }
    }
}
