package import CoraTenant

// What the end of a response leads to.

extension CallStateMachine {
    /// `response.done` of the default conversation arrived.
    package mutating func responseDone(_ id: String, _ outcome: ResponseOutcome, at now: CallInstant)
        -> OnResponseDone
    {
        let isFruitless = isFruitless(id, outcome)
        tools.responseDone()
        live?.modelSignAt = now
        if live?.mutedResponse == id { live?.mutedResponse = nil }
        guard isOpen else { return .rest }
        if case .failedForGood(let why) = outcome { return lost(ModelLoss(why, mayDialAgain: false), at: now) }
        // A response that fails at once may come without `response.created` (openai-realtime §6.7).
        if outcome.isFailure, activeResponse == nil { responseCreated(id, at: now) }
        guard activeResponse == id else {
            figures.races += 1
            return .rest
        }
        if case .leaving(let live, let goodbye) = state, isLastWords(of: goodbye, live) {
            return lastWordsDone(of: goodbye, id, outcome, at: now)
        }
        switch (outcome, state) {
        case (.failed(let why), .live): return responseFailed(id, why, at: now)
        case (.limited(let wait, let why), .live): return responseLimited(id, wait, why, at: now)
        case (_, .live) where isFruitless: return responseFruitless(id, at: now)
        case (.cutShort, .live) where live?.hasSpoken == false: return ask(live?.gate.again(id, at: now))
        case (.filtered, .live) where live?.hasSpoken == false: return ask(live?.gate.instead(id, .filtered, at: now))
        // Nothing but the goodbye is worth asking for again.
        case (.failed, _), (.limited, _): break
        case (.completed, _):
            live?.failuresInARow = 0
            live?.limitsInARow = 0
            live?.fruitlessInARow = 0
            live?.reached = nil
        default: live?.failuresInARow = 0
        }
        return ask(live?.gate.done(id, at: now))
    }

    private mutating func lost(_ loss: ModelLoss, at now: CallInstant) -> OnResponseDone {
        .lost(loss, modelLost(loss, at: now))
    }

    private func ask(_ request: ResponseRequest?) -> OnResponseDone { request.map { .ask($0) } ?? .rest }

    /// Whether a response that ended well has given the caller nothing, although they are there to hear it: it is empty,
    /// or text.
    private func isFruitless(_ id: String, _ outcome: ResponseOutcome) -> Bool {
        guard outcome == .empty || outcome == .written, abilities.contains(.media), let live else { return false }
        return !live.hasSpoken && live.mutedResponse != id && !tools.wereAskedInResponse
    }

    /// A response has given the caller nothing: it is asked for once more, then counts as failed.
    private mutating func responseFruitless(_ id: String, at now: CallInstant) -> OnResponseDone {
        live?.fruitlessInARow += 1
        guard live?.fruitlessInARow == 1 else { return responseFailed(id, "the model says nothing", at: now) }
        return ask(live?.gate.again(id, at: now))
    }

    /// The account's limit is reached: one try after the time that the server names, if that is not too long.
    private mutating func responseLimited(
        _ id: String, _ wait: CallDuration?, _ why: String, at now: CallInstant
    ) -> OnResponseDone {
        live?.limitsInARow += 1
        let wait = (wait ?? Self.shortestLimit) + Self.limitMargin
        guard live?.limitsInARow == 1, wait <= Self.longestLimit else {
            return lost(ModelLoss(why, mayDialAgain: false), at: now)
        }
        live?.gate.limited(id, until: now + wait)
        return wait > ModelRedial.holdAfter && !isHeard(at: now) ? .play(.hold) : .rest
    }

    private mutating func responseFailed(_ id: String, _ why: String, at now: CallInstant) -> OnResponseDone {
        live?.failuresInARow += 1
        guard let live, live.failuresInARow <= Self.retries else { return lost(ModelLoss(why), at: now) }
        return ask(self.live?.gate.again(id, at: now))
    }

    /// Whether the active response is the goodbye.
    private func isLastWords(of goodbye: Goodbye, _ live: Live) -> Bool {
        activeRequest == .goodbye(goodbye.cause) || (goodbye.cause == .agentEnded && live.hasSpoken)
    }

    /// The response that was the goodbye is done: the call ends once the caller has heard it.
    private mutating func lastWordsDone(
        of goodbye: Goodbye, _ id: String, _ outcome: ResponseOutcome, at now: CallInstant
    ) -> OnResponseDone {
        guard var live else { return .rest }
        if !live.hasSpoken {
            // Not a word of it was said: it is asked for again, until the goodbye's own limit ends the call.
            if case .failed(let why) = outcome { return responseFailed(id, why, at: now) }
            switch outcome {
            case .cancelled, .empty, .written, .limited: return ask(self.live?.gate.again(id, at: now))
            default: break
            }
        }
        guard playout.isPlaying(at: now) else {
            return end(goodbye.cause.termination.reason).map { .end($0) } ?? .rest
        }
        live.gate.forget { _ in true }
        _ = live.gate.done(id, at: now)
        var goodbye = goodbye
        goodbye.phase = .hearing(until: min(playout.expectedEnd + Goodbye.margin, now + Goodbye.longestHearing))
        state = .leaving(live, goodbye)
        return .rest
    }
}
