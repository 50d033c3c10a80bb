package import CoraTenant

// How a call goes on when the model is lost: dialled again, the fallback, a person, an apology. The rungs and their
// times are ``ModelRedial``.

/// What to do after the model was lost, could not be dialled, or cannot be had at all.
package enum OnModelLost: Sendable, Equatable {
    /// Dial this route now.
    case dial(ModelRoute)
    /// Nothing now: the next dial waits, or the model is not needed any more.
    case wait
    /// A goodbye begins that needs no model: play this phrase; the call ends once it has been heard.
    case say(Phrase)
    /// The call is over.
    case end(Termination)
}

/// What a call has for the new session of its model.
package struct OnSessionRestored: Sendable, Equatable {
    /// The request for the response that the caller is owed, if we have to ask for one.
    package var ask: ResponseRequest?
    /// How long the call was without a model.
    package var after: CallDuration
}

extension CallStateMachine {
    /// The model's socket or session is gone, or could not be opened.
    package mutating func modelLost(_ loss: ModelLoss, at now: CallInstant) -> OnModelLost {
        switch state {
        case .awaitingStart, .redeeming: return end(.modelUnavailable(loss.why)).map { .end($0) } ?? .wait
        case .connecting(var redial, let greetingIsRecorded):
            let step = redial.failed(loss, at: now)
            state = .connecting(redial, greetingIsRecorded: greetingIsRecorded)
            return take(step, why: loss.why, at: now)
        case .recovering(let live, var redial):
            let step = redial.failed(loss, at: now)
            state = .recovering(live, redial)
            return take(step, why: loss.why, at: now)
        case .live(let live): return lost(live, loss, at: now)
        case .leaving(let live, let goodbye): return lastWordsLost(live, goodbye, at: now)
        case .ended: return .wait
        }
    }

    /// The model is lost in the middle of the call.
    private mutating func lost(_ live: Live, _ loss: ModelLoss, at now: CallInstant) -> OnModelLost {
        var live = live
        live.sessionLost()
        // A session that was lost before it was of use is a failure of the redial that reached it, whose bound goes on.
        let reached = live.reached.flatMap { now < $0.at + Self.probation ? $0.redial : nil }
        var redial = reached ?? redial(within: limits.redial, at: now)
        live.reached = nil
        redial.holdAt =
            live.gate.isOwing
            ? max(now + ModelRedial.holdAfter, playout.expectedEnd)
            : max(now, playout.expectedEnd) + ModelRedial.holdAfterQuiet
        let step = reached == nil && loss.mayDialAgain ? .dial(.own) : redial.failed(loss, at: now)
        state = .recovering(live, redial)
        return take(step, why: loss.why, at: now)
    }

    /// A redial that begins now.
    func redial(within bound: CallDuration, at now: CallInstant) -> ModelRedial {
        ModelRedial(
            bound: bound, fallbackBound: terms.hasFallback ? limits.redial : nil,
            longest: abilities.contains(.connectsToModel) ? ModelRedial.longestConnect : ModelRedial.longestDial,
            spread: terms.spread, at: now)
    }

    /// Takes a step of the ladder.
    mutating func take(_ step: ModelRedial.Step, why: String, at now: CallInstant) -> OnModelLost {
        switch step {
        case .dial(let route): .dial(route)
        case .wait: .wait
        case .giveUp: giveUp(why, at: now)
        }
    }

    /// No model can be reached: a person takes over, if there is one.
    private mutating func giveUp(_ why: String, at now: CallInstant) -> OnModelLost {
        if let order = terms.rescue { return sayGoodbye(.transfer(to: order), at: now) }
        let reason: Termination.Reason = live == nil ? .modelUnavailable(why) : .modelLost(why)
        return end(reason).map { .end($0) } ?? .wait
    }

    /// Begins a goodbye that needs no model: the caller hears a phrase, then the call ends.
    mutating func sayGoodbye(_ cause: Goodbye.Cause, at now: CallInstant) -> OnModelLost {
        let live = live ?? Live(silence: SilenceWatch(patience: terms.manners.silence, at: now), modelSignAt: now)
        var goodbye = Goodbye(cause: cause, at: now)
        goodbye.phase = .hearing(until: now + Goodbye.longestHearing)
        state = .leaving(live, goodbye)
        return .say(cause.phrase)
    }

    /// A phrase was to be played and is not recorded: a goodbye that waits for nothing else is over.
    /// - Returns: the end; nil if the call goes on.
    package mutating func phraseIsMissing(at now: CallInstant) -> Termination? {
        guard case .leaving(_, let goodbye) = state, case .hearing = goodbye.phase, !playout.isPlaying(at: now) else {
            return nil
        }
        return end(goodbye.cause.termination.reason)
    }

    /// A piece of a phrase was written: the goodbye that it is ends soon after it was heard.
    mutating func phrasePlayed(at now: CallInstant) {
        guard case .leaving(let live, var goodbye) = state, case .hearing = goodbye.phase else { return }
        goodbye.phase = .hearing(until: min(playout.expectedEnd + Goodbye.margin, now + Goodbye.longestHearing))
        state = .leaving(live, goodbye)
    }

    /// The model is lost during the goodbye. Last words that are on the line are heard to their end; where none are, a
    /// phrase takes their place.
    private mutating func lastWordsLost(_ live: Live, _ goodbye: Goodbye, at now: CallInstant) -> OnModelLost {
        var live = live
        live.sessionLost()
        if case .hearing = goodbye.phase {
            state = .leaving(live, goodbye)
            return .wait
        }
        guard playout.isPlaying(at: now) else {
            state = .leaving(live, goodbye)
            return sayGoodbye(goodbye.cause, at: now)
        }
        var goodbye = goodbye
        goodbye.phase = .hearing(until: min(playout.expectedEnd + Goodbye.margin, now + Goodbye.longestHearing))
        state = .leaving(live, goodbye)
        return .wait
    }

    /// The new session of a call that had lost its model is set up.
    /// - Parameter isHeard: whether the session is given what the caller said last as audio.
    /// - Returns: what it is asked for; nil if the call was not waiting for a session.
    package mutating func sessionRestored(hearingCaller isHeard: Bool, at now: CallInstant) -> OnSessionRestored? {
        guard case .recovering(var live, let redial) = state else { return nil }
        live.reached = Live.Reached(redial: redial, at: now)
        live.modelSignAt = now
        modelFrameAt = now
        live.succession = SessionSuccession(age: limits.succession, at: now)
        live.silence.busy(until: max(now, playout.expectedEnd))
        let request = live.gate.sessionBegan(hearingCaller: isHeard, at: now)
        state = .live(live)
        return OnSessionRestored(ask: request, after: now - redial.since)
    }

    /// No more audio comes: makes a mark behind what was sent, so that the carrier says when it has been heard.
    /// - Returns: the mark to send; nil if nothing was sent since the last one.
    mutating func markRest() -> PlayoutClock.Mark? { playout.unmarked > 0 ? playout.mark() : nil }

    /// What is due while there is no session.
    mutating func dueWhileRecovering(_ redial: ModelRedial, at now: CallInstant) -> OnDeadline? {
        if case .end(let termination)? = dueOnTheLine(at: now) { return .end(termination) }
        if let row = keypad.deadlineReached(at: now) { return .digit(typed(row, at: now)) }
        if limitDeadline <= now { return .model(sayGoodbye(.durationLimit, at: now)) }
        return dueToRedial(redial, at: now)
    }

    /// What is due of a redial: its next step, or a word to a caller who hears nothing.
    mutating func dueToRedial(_ redial: ModelRedial, at now: CallInstant) -> OnDeadline? {
        var redial = redial
        if let step = redial.deadlineReached(at: now) {
            set(redial)
            return .model(take(step, why: redial.why, at: now))
        }
        guard redial.holdAt <= now else { return nil }
        let isHeard = isHeard(at: now)
        redial.holdAt = isHeard ? playout.expectedEnd + ModelRedial.holdAfter : now + ModelRedial.holdEvery
        set(redial)
        return isHeard || !abilities.contains(.playsRecordings) ? nil : .play(.hold)
    }

    private mutating func set(_ redial: ModelRedial) {
        switch state {
        case .connecting(_, let greetingIsRecorded): state = .connecting(redial, greetingIsRecorded: greetingIsRecorded)
        case .recovering(let live, _): state = .recovering(live, redial)
        case .awaitingStart, .redeeming, .live, .leaving, .ended: break
        }
    }
}

extension Goodbye.Cause {
    /// The phrase that is played in place of the goodbye when no model can say it.
    var phrase: Phrase {
        switch self {
        case .transfer: .puttingThrough
        case .drain: .hold
        case .agentEnded, .silence, .durationLimit, .operatorEnded, .spendLimit: .goodbye
        }
    }
}
