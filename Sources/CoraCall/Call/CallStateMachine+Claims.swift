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
        guard var live else { return .ignore }
        guard live.corrections < Self.corrections else { return .note }
        switch state {
        case .live:
            live.corrections += 1
            let request = live.gate.want(.afterClaim, at: now)
            state = .live(live)
            return .correct(lineStaysOpen: false, ask: request)
        case .leaving(_, let goodbye) where goodbye.cause == .agentEnded && goodbye.standing == nil:
            // A caller must not leave with a showing that nobody has booked.
            live.corrections += 1
            live.silence.busy(until: max(now, playout.expectedEnd))
            live.gate.forget(where: \.isGoodbye)
            let request = live.gate.want(.afterClaim, at: now)
            state = .live(live)
            return .correct(lineStaysOpen: true, ask: request)
        case .leaving: return .note
        case .awaitingStart, .redeeming, .connecting, .ended: return .ignore
        }
    }
}
