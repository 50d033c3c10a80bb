// What time does to a call.

/// Something that was due.
package enum OnDeadline: Sendable, Equatable {
    /// The call is over.
    case end(Termination)
    /// Nothing comes from the caller's line: give the model's ear this much silence.
    case addSilence(milliseconds: Int)
    /// The caller has finished typing.
    case digit(OnDigit)
    /// Ask the model for this.
    case ask(ResponseRequest)
}

extension CallStateMachine {
    /// The next moment at which something may be due; nil when the call is over. May be early, never late.
    package var nextDeadline: CallInstant? {
        switch state {
        case .awaitingStart(let until), .redeeming(let until), .connecting(let until): until
        case .live:
            min(timeline.deadline, silence.deadline, warned ? limitDeadline : warningDeadline)
                .or(keypad.deadline).or(gate.deadline).or(stallDeadline).or(toolWait.deadline)
        case .leaving(let goodbye): min(timeline.deadline, goodbye.deadline).or(gate.deadline)
        case .ended: nil
        }
    }

    private var limitDeadline: CallInstant { startedAt + manners.maximumDuration }
    private var warningDeadline: CallInstant { limitDeadline - manners.durationWarning }

    private var stallDeadline: CallInstant? {
        gate.activeID == nil ? nil : modelSignAt + Self.stall
    }

    /// What is due now. Called until it returns nil: each call returns one thing and moves its deadline on.
    package mutating func deadlineReached(at now: CallInstant) -> OnDeadline? {
        switch state {
        case .awaitingStart(let until) where until <= now: return end(.protocolFault(.noStart)).map { .end($0) }
        case .redeeming(let until) where until <= now:
            return end(.poisoned("the ticket was not redeemed in time")).map { .end($0) }
        case .connecting(let until) where until <= now:
            return end(.modelUnavailable("no session within the time allowed")).map { .end($0) }
        case .awaitingStart, .redeeming, .connecting, .ended: return nil
        case .live: return dueWhileLive(at: now)
        case .leaving(let goodbye): return dueWhileLeaving(goodbye, at: now)
        }
    }

    private mutating func dueWhileLive(at now: CallInstant) -> OnDeadline? {
        if let line = dueOnTheLine(at: now) { return line }
        if let stallDeadline, stallDeadline <= now {
            return end(.modelLost("a response stalled")).map { .end($0) }
        }
        if let request = gate.deadlineReached(at: now) { return .ask(request) }
        if let row = keypad.deadlineReached(at: now) { return .digit(typed(row, at: now)) }
        if limitDeadline <= now { return leave(.durationLimit, at: now).map { .ask($0) } }
        if !warned, warningDeadline <= now {
            warned = true
            // A call whose limit is shorter than the warning gets no warning.
            if manners.maximumDuration > manners.durationWarning, let request = gate.want(.nearLimit, at: now) {
                return .ask(request)
            }
        }
        return dueToTools(at: now) ?? dueToSilence(at: now)
    }

    /// The caller waits for tools and hears nothing.
    private mutating func dueToTools(at now: CallInstant) -> OnDeadline? {
        guard let deadline = toolWait.deadline, deadline <= now else { return nil }
        guard gate.isIdle, !isHeard(at: now) else {
            toolWait.busy(until: max(now, isHeard(at: now) ? playout.expectedEnd : now))
            return nil
        }
        toolWait.told()
        return gate.want(.whileToolsRun, at: now).map { .ask($0) }
    }

    /// Whether the agent is to be heard. A mark that never comes back does not hold the line open.
    private func isHeard(at now: CallInstant) -> Bool {
        playout.isPlaying(at: now) && now < playout.expectedEnd + Goodbye.margin
    }

    private mutating func dueWhileLeaving(_ goodbye: Goodbye, at now: CallInstant) -> OnDeadline? {
        if goodbye.deadline <= now { return end(goodbye.cause.termination.reason).map { .end($0) } }
        if let line = dueOnTheLine(at: now) { return line }
        return gate.deadlineReached(at: now).map { .ask($0) }
    }

    private mutating func dueOnTheLine(at now: CallInstant) -> OnDeadline? {
        if timeline.isLost(at: now) { return callerLost(.callerMediaLost).map { .end($0) } }
        let milliseconds = timeline.deadlineReached(at: now)
        guard milliseconds > 0 else { return nil }
        figures.silenceAdded += milliseconds
        return .addSilence(milliseconds: milliseconds)
    }

    private mutating func dueToSilence(at now: CallInstant) -> OnDeadline? {
        guard silence.deadline <= now else { return nil }
        guard gate.isIdle, toolWait.running == 0, !isHeard(at: now) else {
            silence.busy(until: now)
            return nil
        }
        switch silence.deadlineReached(at: now) {
        case .ask(let count): return gate.want(.afterSilence(count), at: now).map { .ask($0) }
        case .giveUp: return leave(.silence, at: now).map { .ask($0) }
        case nil: return nil
        }
    }

    /// The end of the call is decided. Returned: the request for the goodbye, if it may be made now.
    mutating func leave(_ cause: Goodbye.Cause, at now: CallInstant) -> ResponseRequest? {
        state = .leaving(Goodbye(cause: cause, at: now))
        gate.forget { _ in true }
        return gate.want(.goodbye(cause), at: now)
    }

    /// Whether an order from outside can still change how the call ends.
    package var mayLeave: Bool {
        switch state {
        case .awaitingStart, .redeeming, .connecting, .live: true
        case .leaving(let goodbye): goodbye.cause.yieldsToCaller
        case .ended: false
        }
    }

    /// Somebody outside wants the call to end politely: an operator, or a process that goes away. A goodbye that the
    /// caller could take back goes on, and the order stands if they do; only one to put them through does not wait.
    /// Returned: the request for the goodbye, if it may be made now; `ended` where there is nobody to say it to.
    package mutating func leave(for cause: Goodbye.Cause, at now: CallInstant) -> OnDeadline? {
        switch state {
        case .live: return leave(cause, at: now).map { .ask($0) }
        case .awaitingStart, .redeeming, .connecting: return end(cause.termination.reason).map { .end($0) }
        case .leaving(let goodbye) where goodbye.cause.yieldsToCaller:
            if case .transfer = cause { return leave(cause, at: now).map { .ask($0) } }
            stand(cause, behind: goodbye)
            return nil
        case .leaving, .ended: return nil
        }
    }

    private mutating func stand(_ cause: Goodbye.Cause, behind goodbye: Goodbye) {
        var goodbye = goodbye
        // A drain hands the call on; whoever wants it to end means more.
        if goodbye.standing == nil || goodbye.standing == .drain { goodbye.standing = cause }
        state = .leaving(goodbye)
    }
}

extension CallInstant {
    /// The earlier of the two. Without an array: it is asked for on the audio's thread.
    fileprivate func or(_ other: CallInstant?) -> CallInstant { other.map { min(self, $0) } ?? self }
}
