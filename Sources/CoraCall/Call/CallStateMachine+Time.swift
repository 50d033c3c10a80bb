package import CoraTenant

// What time does to a call.

/// What to do because its time has come.
package enum OnDeadline: Sendable, Equatable {
    /// The call is over.
    case end(Termination)
    /// No audio comes from the caller: send the model this much silence in its place.
    case addSilence(milliseconds: Int)
    /// The caller paused long enough after typing: the row of digits is complete.
    case digit(OnDigit)
    /// Ask the model for this response.
    case ask(ResponseRequest)
    /// The caller's speech has no end: have the model take it as a turn, then ask for this response.
    case commit(ask: ResponseRequest)
    /// The session is of no use any more.
    case lost(ModelLoss, OnModelLost)
    /// This follows from the model's absence.
    case model(OnModelLost)
    /// The caller hears nothing: play this phrase.
    case play(Phrase)
    /// The session needs a successor.
    case succession(SessionSuccession.Step)
}

extension CallStateMachine {
    /// The next moment at which to call ``deadlineReached(at:)``; nil when the call is over. May be early, never late.
    package var nextDeadline: CallInstant? {
        switch state {
        case .awaitingStart(let until), .redeeming(let until): until
        case .connecting(let redial, _): min(redial.deadline, redial.holdAt)
        case .recovering(_, let redial):
            min(redial.deadline, redial.holdAt).or(limitDeadline).or(lineDeadline).or(keypad.deadline)
        case .live(let live):
            min(live.silence.deadline, live.isWarned ? limitDeadline : warningDeadline)
                .or(modelFrameAt + Self.mute).or(lineDeadline).or(keypad.deadline).or(live.gate.deadline)
                .or(live.stallDeadline).or(tools.deadline).or(tools.remoteDeadline).or(live.succession?.deadline)
        case .leaving(let live, let goodbye):
            goodbye.deadline.or(lineDeadline).or(live.gate.deadline).or(goodbye.insistDeadline(live))
        case .ended: nil
        }
    }

    /// When to check whether the caller's media still arrives; nil where it does not come through us.
    private var lineDeadline: CallInstant? { abilities.contains(.media) ? timeline.deadline : nil }
    var limitDeadline: CallInstant { startedAt - terms.lasted + terms.manners.maximumDuration }
    private var warningDeadline: CallInstant { limitDeadline - terms.manners.durationWarning }

    /// What is due now; nil if nothing is. Call it until it returns nil: each call returns one thing and moves that
    /// thing's deadline on.
    package mutating func deadlineReached(at now: CallInstant) -> OnDeadline? {
        switch state {
        case .awaitingStart(let until) where until <= now: return end(.protocolFault(.noStart)).map { .end($0) }
        case .redeeming(let until) where until <= now:
            return end(.poisoned("the ticket was not redeemed in time")).map { .end($0) }
        case .awaitingStart, .redeeming, .ended: return nil
        case .connecting(let redial, _): return dueToRedial(redial, at: now)
        case .recovering(_, let redial): return dueWhileRecovering(redial, at: now)
        case .live(let live): return dueWhileLive(live, at: now)
        case .leaving(_, let goodbye): return dueWhileLeaving(goodbye, at: now)
        }
    }

    private mutating func dueWhileLive(_ live: Live, at now: CallInstant) -> OnDeadline? {
        if let line = dueOnTheLine(at: now) { return line }
        if let stalled = live.stallDeadline, stalled <= now { return lost(ModelLoss("a response stalled"), at: now) }
        if modelFrameAt + Self.mute <= now { return lost(ModelLoss("the model has gone silent"), at: now) }
        if let due = dueToGate(at: now) { return due }
        if let row = keypad.deadlineReached(at: now) { return .digit(typed(row, at: now)) }
        if limitDeadline <= now { return leave(.durationLimit, at: now).map { .ask($0) } }
        if !live.isWarned, warningDeadline <= now {
            self.live?.isWarned = true
            // A call whose limit is shorter than the warning gets no warning.
            if terms.manners.maximumDuration > terms.manners.durationWarning,
                let request = self.live?.gate.want(.nearLimit, at: now)
            {
                return .ask(request)
            }
        }
        if let overdue = tools.overdue(at: now) {
            return remoteToolEnded(overdue, succeeded: false, at: now).map { .ask($0) }
        }
        return dueToTools(at: now) ?? dueToSilence(at: now) ?? dueToSuccession(at: now)
    }

    /// The request for a few words to a caller who waits for tools and hears nothing, if it is time for them.
    private mutating func dueToTools(at now: CallInstant) -> OnDeadline? {
        guard let deadline = tools.deadline, deadline <= now, let live else { return nil }
        guard live.gate.isIdle, !isHeard(at: now) else {
            tools.busy(until: max(now, isHeard(at: now) ? playout.expectedEnd : now))
            return nil
        }
        tools.callerTold()
        return self.live?.gate.want(.whileToolsRun, at: now).map { .ask($0) }
    }

    /// Whether the caller hears the agent now. ``Goodbye/margin`` after the expected end of playback the answer is no
    /// even if a mark is missing: a mark that never comes back does not hold the line open.
    func isHeard(at now: CallInstant) -> Bool {
        playout.isPlaying(at: now) && now < playout.expectedEnd + Goodbye.margin
    }

    /// What follows because a response has not begun in time.
    private mutating func dueToGate(at now: CallInstant) -> OnDeadline? {
        switch live?.gate.deadlineReached(at: now) {
        case .ask(let request): .ask(request)
        case .commit(let request): .commit(ask: request)
        case .unanswered: lost(ModelLoss("the model did not answer a request"), at: now)
        case nil: nil
        }
    }

    private mutating func lost(_ loss: ModelLoss, at now: CallInstant) -> OnDeadline {
        .lost(loss, modelLost(loss, at: now))
    }

    private mutating func dueWhileLeaving(_ goodbye: Goodbye, at now: CallInstant) -> OnDeadline? {
        if goodbye.deadline <= now { return end(goodbye.cause.termination.reason).map { .end($0) } }
        if let line = dueOnTheLine(at: now) { return line }
        if let due = dueToGate(at: now) { return due }
        // A caller who never stops speaking, or a television, must not keep the last words from being said.
        guard goodbye.phase == .speaking, now >= goodbye.insistAt else { return nil }
        return live?.gate.insist(at: now).map { .ask($0) }
    }

    mutating func dueOnTheLine(at now: CallInstant) -> OnDeadline? {
        guard abilities.contains(.media) else { return nil }
        if timeline.isLost(at: now) { return callerLost(.callerMediaLost).map { .end($0) } }
        let milliseconds = timeline.deadlineReached(at: now)
        guard milliseconds > 0 else { return nil }
        figures.silenceAdded += milliseconds
        return .addSilence(milliseconds: milliseconds)
    }

    private mutating func dueToSilence(at now: CallInstant) -> OnDeadline? {
        guard let live, live.silence.deadline <= now else { return nil }
        guard live.gate.isIdle, tools.running == 0, !isHeard(at: now) else {
            self.live?.silence.busy(until: now)
            return nil
        }
        return self.live?.silence.deadlineReached(at: now).flatMap { silent($0, at: now) }.map { .ask($0) }
    }

    /// The caller gives no sign of life.
    /// - Returns: the request to make now, if any.
    mutating func silent(_ step: SilenceWatch.Step, at now: CallInstant) -> ResponseRequest? {
        switch step {
        case .ask(let count): live?.gate.want(.afterSilence(count), at: now)
        case .giveUp: leave(.silence, at: now)
        }
    }

    /// Begins the goodbye of a live call.
    /// - Returns: the request for the goodbye, if it may be made now.
    mutating func leave(_ cause: Goodbye.Cause, at now: CallInstant) -> ResponseRequest? {
        guard var live else { return nil }
        live.gate.forget { _ in true }
        let request = live.gate.want(.goodbye(cause), at: now)
        state = .leaving(live, Goodbye(cause: cause, at: now))
        return request
    }

    /// Whether an order to leave for this cause can still change how the call ends. A caller whose leg cannot be put
    /// through is not.
    package func mayLeave(for cause: Goodbye.Cause) -> Bool {
        if case .transfer = cause, !abilities.contains(.transfers) { return false }
        return switch state {
        case .awaitingStart, .redeeming, .connecting, .live, .recovering: true
        case .leaving(_, let goodbye): goodbye.cause.isOutranked(by: cause) || goodbye.cause.yieldsToCaller
        case .ended: false
        }
    }

    /// Ends the call with a goodbye: an operator, a tool, or a process that goes away wants it. If the agent is saying
    /// a goodbye already that the caller may take back, it goes on, and the order takes effect only if the caller does.
    /// An order that outranks that goodbye takes effect at once.
    /// - Returns: the request for the goodbye, if it may be made now; `end` if both sides cannot speak yet; nil if the
    ///   order has to wait or changes nothing.
    package mutating func leave(for cause: Goodbye.Cause, at now: CallInstant) -> OnDeadline? {
        switch state {
        case .live: return leave(cause, at: now).map { .ask($0) }
        case .awaitingStart, .redeeming, .connecting: return end(cause.termination.reason).map { .end($0) }
        case .recovering: return .model(sayGoodbye(cause, at: now))
        case .leaving(_, let goodbye) where goodbye.cause.isOutranked(by: cause):
            return leave(cause, at: now).map { .ask($0) }
        case .leaving(let live, let goodbye) where goodbye.cause.yieldsToCaller:
            state = .leaving(live, goodbye.with(standing: cause))
            return nil
        case .leaving, .ended: return nil
        }
    }
}

extension Live {
    /// When the response that is being made is taken for stalled; nil if none is being made.
    fileprivate var stallDeadline: CallInstant? {
        gate.activeID == nil ? nil : modelSignAt + CallStateMachine.stall
    }
}

extension Goodbye {
    /// From when on the last words are asked for although the caller speaks.
    fileprivate var insistAt: CallInstant { limit - Goodbye.longest + Goodbye.longestPatience }

    /// When to insist on the last words; nil if they are being said, or the caller does not speak.
    fileprivate func insistDeadline(_ live: Live) -> CallInstant? {
        guard phase == .speaking, case .callerSpeaking = live.gate.state else { return nil }
        return insistAt
    }
}

extension CallInstant {
    /// The earlier of the two. Makes no array, because every frame of audio asks for it.
    fileprivate func or(_ other: CallInstant?) -> CallInstant { other.map { min(self, $0) } ?? self }
}
