package import CoraTenant

// What the conversation does when the model is lost, dialled again, and back.

extension Conversation {
    /// A frame of the model's arrived, a ping among them. Audio path: one assignment.
    package mutating func modelFrameArrived(at now: CallInstant) { machine.modelFrameAt = now }

    /// Dials the model.
    mutating func dial(_ route: ModelRoute, at now: CallInstant) {
        dialledAt = now
        self.route = route
        modelSocket = .dialling
        note("model dialled", route == .own ? nil : "the fallback", at: now)
        observe(.modelDialling)
        effect(.dial(route))
    }

    mutating func modelLost(_ loss: ModelLoss, at now: CallInstant) {
        guard machine.termination == nil else { return aftermathLostModel(at: now) }
        modelIsGone(loss.why, machine.modelLost(loss, at: now), at: now)
    }

    /// The machine knows that the model is gone, and says what follows.
    mutating func modelIsGone(_ why: String, _ outcome: OnModelLost, at now: CallInstant) {
        if modelSocket != .closed {
            if modelSocket == .open, machine.termination == nil { sessionLost(why, at: now) }
            if dialledAt != nil {
                note("model failed", why, at: now)
                observe(.modelFailed(why))
            }
            modelSocket = .closed
        }
        if case .end = outcome {} else { effect(.dropModel) }
        carryOut(outcome, at: now)
    }

    /// Does what follows from the model's absence.
    mutating func carryOut(_ outcome: OnModelLost, at now: CallInstant) {
        switch outcome {
        case .dial(let route): dial(route, at: now)
        case .wait: break
        case .say(let phrase):
            recordTransfer()
            effect(.play(phrase))
        case .end(let termination): finish(termination, at: now)
        }
    }

    /// The session is lost: what it was about to tell us will not come.
    private mutating func sessionLost(_ why: String, at now: CallInstant) {
        effect(.log(.modelLost(why)))
        show(.notice(.agentAway))
        for (item, words, event, bytes) in speech.unfinished() where transcript.knows(item) {
            let length = milliseconds(of: words, modelBytes: bytes)
            let turn = transcript.agentSaid(item, words, milliseconds: length, event: event)
            if let turn { record(.turn(turn)) }
        }
        settleCut()
        machine.playout.remoteEnded()
        speech = AgentSpeech()
        if let mark = machine.markRest() { effect(.mark(mark)) }
        _ = commitments.responseDone(backedBy: [])
        keepTurnForNextSession(at: now)
        effect(.holdCaller(replayingTurn: replay != nil))
    }

    /// What the caller said is not lost with the session: its audio is kept, and goes to the next one. That is also what
    /// the lost session was given by us and had not noticed. A turn that was answered is not said again: the next session
    /// would answer it a second time.
    private mutating func keepTurnForNextSession(at now: CallInstant) {
        if let givenAt = replay?.givenAt, givenAt + Self.noticing < now { recordUnnoticed() }
        let isOwed = transcript.hasWordless && machine.live?.gate.isOwing == true
        let wordless = transcript.closeWordless()
        if isOwed || replay != nil {
            replay = Replay(turns: (replay?.turns ?? []) + wordless)
        } else {
            for turn in wordless { record(.turn(turn)) }
        }
    }

    /// No session has noticed what it was given: the record has the turns without their words.
    private mutating func recordUnnoticed() {
        for turn in replay?.turns ?? [] { record(.turn(turn)) }
        replay = nil
    }

    /// How long a new session has to notice the caller's turn that it was given as audio. The caller's tape keeps the
    /// turn as long.
    package static let noticing = CallDuration.seconds(3)

    /// The new session is set up: it is told the conversation so far, then what the caller said meanwhile.
    mutating func sessionRestored(_ restored: OnSessionRestored, at now: CallInstant) {
        modelSocket = .open
        given = 0
        note("model back", "after \(restored.after.milliseconds) ms", at: now)
        effect(.log(.modelRestored(after: restored.after)))
        show(.notice(.agentBack))
        observe(.modelReady(after: dialledAt.map { now - $0 } ?? .zero))
        observe(.modelRestored(after: restored.after))
        let playout = machine.playout
        remind(of: memory.items(with: transcript.open { playout.heardMilliseconds(of: $0, at: now) }))
        tell(.say(.system, Directions.goOn))
        giveBackResults()
        replay?.givenAt = now
        formerItems = playout.items
        effect(.releaseHeld)
        ask(restored.ask)
    }

    /// The socket to the session that served the call is open again. The session has heard the caller all the time and
    /// knows what was said: it is told only what it has not been told yet.
    mutating func sessionKept(at now: CallInstant) {
        guard let restored = machine.sessionRestored(hearingCaller: replay != nil, at: now) else { return }
        recordUnnoticed()
        modelSocket = .open
        note("model joined again", "after \(restored.after.milliseconds) ms", at: now)
        effect(.log(.modelRestored(after: restored.after)))
        show(.notice(.agentBack))
        observe(.modelReady(after: dialledAt.map { now - $0 } ?? .zero))
        observe(.modelRestored(after: restored.after))
        giveBackResults()
        ask(restored.ask)
    }

    /// Does one step of the change to a new session.
    mutating func carryOut(_ step: SessionSuccession.Step, at now: CallInstant) {
        switch step {
        case .dial:
            note("successor dialled", at: now)
            effect(.dialSuccessor)
        case .drop: effect(.dropSuccessor)
        // The words of a turn come under the session that heard it.
        case .takeOver where transcript.hasWordless: machine.postponeSuccession(at: now)
        case .takeOver: takeOver(at: now)
        }
    }

    /// The successor takes over at a pause: it is told the conversation so far, and hears the last moments again, in
    /// which the caller may have begun to speak.
    private mutating func takeOver(at now: CallInstant) {
        note("successor took over", at: now)
        effect(.takeOver)
        route = .own
        given = 0
        formerItems = machine.playout.items
        remind(of: memory.items)
        tell(.say(.system, Directions.goOn))
        effect(.repeatLast(milliseconds: Self.repeated))
        effect(.releaseHeld)
    }

    /// How much of the caller's audio a successor hears again: the model notices speech some 300 ms after it began.
    private static let repeated = 500

    /// Tells a new session what was said and done. A tool that still runs is told when it answers.
    mutating func remind(of past: [PastItem]) {
        for item in past {
            switch item {
            case .message(let role, let text): tell(.say(role == .user ? .user : .assistant, text))
            case .direction(let text): tell(.say(.system, text))
            case .tool(let invocation, let result):
                tell(.toolCall(invocation))
                // A result that the ledger holds is told by it.
                if let result, !machine.tools.holdsResult(of: invocation.id) {
                    tell(.toolResult(id: invocation.id, result))
                }
            }
        }
    }
}
