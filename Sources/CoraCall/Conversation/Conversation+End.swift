package import CoraTenant

// What is due, and how a call ends.

extension Conversation {
    /// Does everything that is due now. The core calls it when its timer rings.
    package mutating func timePassed(at now: CallInstant) {
        aftermathPassed(at: now)
        while let due = machine.deadlineReached(at: now) {
            switch due {
            case .end(let termination): finish(termination, at: now)
            case .addSilence(let milliseconds): addSilence(milliseconds)
            case .digit(let outcome): carryOut(outcome, at: now)
            case .ask(let request): ask(request)
            case .commit(let request):
                tell(.commit)
                ask(request)
            case .lost(let loss, let outcome): modelIsGone(loss.why, outcome, at: now)
            case .model(let outcome): carryOut(outcome, at: now)
            case .play(let phrase): effect(.play(phrase))
            case .succession(let step): carryOut(step, at: now)
            }
        }
    }

    /// The next moment at which ``timePassed(at:)`` may have something to do; nil when the call is over and nothing is
    /// waited for.
    package var nextDeadline: CallInstant? { aftermath?.deadline ?? machine.nextDeadline }

    mutating func leave(_ cause: Goodbye.Cause, at now: CallInstant) {
        guard machine.mayLeave(for: cause) else { return }
        note("asked to end", cause.termination.label, at: now)
        switch machine.leave(for: cause, at: now) {
        case .model(let outcome): return carryOut(outcome, at: now)
        case .ask(let request): ask(request)
        case .end(let termination): finish(termination, at: now)
        // While the agent or the caller speaks, nothing is asked for yet: the goodbye waits.
        case nil, .addSilence, .digit, .commit, .lost, .play, .succession: break
        }
        if case .transfer = cause { recordTransfer() }
    }

    mutating func end(_ reason: Termination.Reason, at now: CallInstant) {
        finish(machine.end(reason), at: now)
    }

    /// Records that the caller is to be put through, if that is why the call is ending.
    mutating func recordTransfer() {
        guard case .leaving(_, let goodbye) = machine.state, case .transfer(let order) = goodbye.cause else { return }
        record(.transfer(TransferStep(order, .requested)))
    }

    /// The call is over: records the turns that are still open as far as they are known, and has the core let
    /// everything go that the call's ``Aftermath`` does not need. Does nothing for nil, which a call that was over
    /// before gives.
    mutating func finish(_ termination: Termination?, at now: CallInstant) {
        guard let termination else { return }
        note("ended", termination.label, at: now)
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        let waits = Aftermath(
            words: modelSocket == .open && termination.leavesWords && transcript.hasWordless,
            tools: machine.tools.isWriting, at: now)
        if dialledAt != nil, modelSocket != .closed {
            modelSocket = .closed
            // A model fault found by our own clock or in a response is reported here; a lost socket was before.
            observe(termination.result == .modelFault ? .modelFailed("\(termination)") : .modelClosed)
        }
        if ticket != nil { effect(.observeEnd) }
        recordOpenTurns(at: now)
        effect(.log(.ended(termination)))
        aftermath = waits
        if waits == nil { recordEnd(termination) }
        let awaitsWords = waits?.wordsUntil != nil
        effect(.finish(termination, moving: termination.transfer, keepingModel: awaitsWords))
        guard awaitsWords else { return }
        if let response = machine.activeResponse { tell(.cancel(response: response)) }
        if transcript.isSpeaking { tell(.commit) }
    }

    private mutating func recordEnd(_ termination: Termination) {
        // What was said and not written down has its place in the record all the same.
        for turn in (replay?.turns ?? []) + transcript.closeWordless() { record(.turn(turn)) }
        if let page { record(.page(page)) }
        record(.ended(termination, machine.figures))
    }

    /// Something that a call which is over waits for may have come: records the end once nothing is waited for.
    mutating func aftermathPassed(at now: CallInstant) {
        guard var waits = aftermath, let termination = machine.termination else { return }
        if !transcript.hasWordless { waits.wordsUntil = nil }
        if !machine.tools.isWriting { waits.toolsUntil = nil }
        waits.passed(at: now)
        aftermath = waits
        guard waits.isOver else { return }
        aftermath = nil
        recordEnd(termination)
        effect(.dropModel)
    }

    /// The model was lost while its last words were waited for: they will not come.
    mutating func aftermathLostModel(at now: CallInstant) {
        aftermath?.wordsUntil = nil
        aftermathPassed(at: now)
    }

    private mutating func recordOpenTurns(at now: CallInstant) {
        // Items that were still being said: with the words that had come.
        for (item, words, event, bytes) in speech.unfinished() where transcript.knows(item) {
            _ = transcript.agentSaid(
                item, words, milliseconds: milliseconds(of: words, modelBytes: bytes), event: event)
        }
        settleCut()
        let playout = machine.playout
        for turn in transcript.close(heard: { playout.heardMilliseconds(of: $0, at: now) }) { record(.turn(turn)) }
    }

    /// The carrier has answered our request to put the caller through. If it did not do so, closing the leg makes it
    /// ask what is next, and it is told the transfer again.
    mutating func moved(_ order: TransferOrder, _ outcome: MoveOutcome) {
        effect(.closeCaller)
        switch outcome {
        case .moved: record(.transfer(TransferStep(order, .dialled)))
        case .notMoved(let why): effect(.log(.notMoved(why)))
        case .gone: record(.transfer(TransferStep(order, .failed, detail: "the caller had hung up")))
        }
    }
}
