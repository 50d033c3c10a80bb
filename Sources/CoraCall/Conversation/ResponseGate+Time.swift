package import CoraTenant

// What the gate does when its patience is over, and when the session is lost.

/// What to do because a response has not begun in time.
package enum OnGateDeadline: Sendable, Equatable {
    /// Ask the model for this response.
    case ask(ResponseRequest)
    /// The caller's speech has no end: take what was said as a turn, then ask for this response.
    case commit(ask: ResponseRequest)
    /// The model has given no sign after it was asked twice.
    case unanswered
}

extension ResponseGate {
    /// Gives up waiting if ``deadline`` has passed.
    /// - Returns: what to do now; nil if nothing is.
    package mutating func deadlineReached(at now: CallInstant) -> OnGateDeadline? {
        guard let deadline, deadline <= now else { return nil }
        switch state {
        case .idle, .active, .noSession: return nil
        case .paused: return settled(at: now)
        case .awaitingOwn: return ownIsMissing(at: now)
        case .callerSpeaking:
            callerIsQuiet()
            _ = settled(at: now)
            return ask(.retry, at: now).map { .commit(ask: $0) }
        case .asked(let request, _, _) where request.yieldsToCaller && callerHasTheWord: return settled(at: now)
        case .asked(let request, _, isSecond: false): return .ask(again(request, at: now))
        case .asked(_, _, isSecond: true): return .unanswered
        }
    }

    /// The caller's turn was taken and the model does not answer it: it is asked to, with the request that has waited for
    /// its answer, if there is one. The turn was the first request and this is the second: a caller must not wait twice
    /// for a model that has gone mute.
    private mutating func ownIsMissing(at now: CallInstant) -> OnGateDeadline? {
        let isOwed = callerHasTheWord
        callerIsQuiet()
        if case .ask(let request)? = settled(at: now) { return .ask(isOwed ? again(request, at: now) : request) }
        return ask(.retry, at: now).map { .ask(again($0, at: now)) }
    }
}
