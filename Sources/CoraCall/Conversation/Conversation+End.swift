// How a call ends.

extension Conversation {
    /// Something may be due.
    package mutating func timePassed(at now: CallInstant) {
        while let due = machine.deadlineReached(at: now) {
            switch due {
            case .end(let termination): finish(termination, at: now)
            case .addSilence(let milliseconds): addSilence(milliseconds)
            case .digit(let outcome): carryOut(outcome, at: now)
            case .ask(let request): ask(request)
            }
        }
    }

    /// The next moment at which something may be due; nil when the call is over.
    package var nextDeadline: CallInstant? { machine.nextDeadline }

    mutating func leave(_ cause: Goodbye.Cause, at now: CallInstant) {
        guard machine.mayLeave(for: cause) else { return }
        note("asked to end", cause.termination.label, at: now)
        switch machine.leave(for: cause, at: now) {
        case .ask(let request): ask(request)
        case .end(let termination): finish(termination, at: now)
        // Nothing is due yet where the agent or the caller speaks: the goodbye waits.
        case nil, .addSilence, .digit: break
        }
        if case .transfer = cause { recordTransfer() }
    }

    mutating func end(_ reason: Termination.Reason, at now: CallInstant) {
        finish(machine.end(reason), at: now)
    }

    /// Takes down that the caller is to be put through, if that is why the call is ending.
    mutating func recordTransfer() {
        guard case .leaving(_, let goodbye) = machine.state, case .transfer(let order) = goodbye.cause else { return }
        record(.transfer(TransferStep(order, .requested)))
    }

    /// The call is over: what is still open is taken down as far as it is known, and everything is let go, once.
    mutating func finish(_ termination: Termination?, at now: CallInstant) {
        guard let termination else { return }
        note("ended", termination.label, at: now)
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        if dialledAt != nil, modelSocket != .closed {
            modelSocket = .closed
            // What our own clock, or a response, has found wrong with the model.
            observe(termination.result == .modelFault ? .modelFailed("\(termination)") : .modelClosed)
        }
        if ticket != nil { effect(.observeEnd) }
        recordOpenTurns(at: now)
        effect(.log(.ended(termination)))
        record(.ended(termination, machine.figures))
        effect(.finish(termination, moving: termination.transfer))
    }

    private mutating func recordOpenTurns(at now: CallInstant) {
        // An item that was still being said: as far as its words had come.
        for (item, words, event, bytes) in speech.unfinished() where transcript.knows(item) {
            _ = transcript.agentSaid(
                item, words, milliseconds: milliseconds(ofModelBytes: bytes), event: event)
        }
        let playout = machine.playout
        for turn in transcript.close(heard: { playout.heardMilliseconds(of: $0, at: now) }) { record(.turn(turn)) }
    }

    /// The carrier has answered for a caller who is put through. A carrier that does not do it asks then what is next, and
    /// is told once more.
    mutating func moved(_ order: TransferOrder, _ outcome: MoveOutcome) {
        effect(.closeCaller)
        switch outcome {
        case .moved: record(.transfer(TransferStep(order, .dialled)))
        case .notMoved(let why): effect(.log(.notMoved(why)))
        case .gone: record(.transfer(TransferStep(order, .failed, detail: "the caller had hung up")))
        }
    }
}
