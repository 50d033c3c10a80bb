// What the model's leg brings.

extension Conversation {
    mutating func modelOpened(at now: CallInstant) {
        guard case .connecting = machine.state else { return }
        effect(.log(.modelConnected(after: dialledAt.map { now - $0 } ?? .zero)))
        tell(.configure)
    }

    mutating func sessionReady(at now: CallInstant) {
        guard case .begin(let seedsGreeting, let request) = machine.sessionReady(at: now), let ticket else { return }
        modelSocket = .open
        let took = dialledAt.map { now - $0 } ?? .zero
        note("model ready", "after \(took.milliseconds) ms", at: now)
        observe(.modelReady(after: took))
        bringBack(ticket)
        if seedsGreeting { tell(.say(.assistant, ticket.greeting, item: Self.greetingItem)) }
        ask(request)
        effect(.releaseHeld)
    }

    /// A caller who is back is known: the session is told what was said before, and why they are here again.
    private mutating func bringBack(_ ticket: CallTicket) {
        guard ticket.attempt > 0 else { return }
        for item in ticket.past {
            switch item {
            case .message(let role, let text): tell(.say(role == .user ? .user : .assistant, text))
            case .tool(let invocation, let result):
                tell(.toolCall(invocation))
                tell(.toolResult(id: invocation.id, result))
            }
        }
        tell(.say(.system, Directions.back(ticket.missed)))
    }

    mutating func modelLost(_ why: String, at now: CallInstant) {
        if modelSocket != .closed, machine.termination == nil {
            modelSocket = .closed
            note("model failed", why, at: now)
            observe(.modelFailed(why))
        }
        finish(machine.modelLost(why), at: now)
    }

    // MARK: Responses

    mutating func responseCreated(_ id: String, at now: CallInstant) {
        if case .cancel = machine.responseCreated(id, at: now) { tell(.cancel(response: id)) }
        if machine.activeRequest == .greeting { effect(.recordGreeting) }
    }

    mutating func responseDone(
        _ id: String, _ outcome: ResponseOutcome, _ spoken: String, _ usage: ResponseUsage?, at now: CallInstant
    ) {
        if let usage { record(.usage(usage)) }
        if machine.activeRequest == .greeting, machine.activeResponse == id {
            let isWhole = outcome == .completed && ticket.map { SpokenWords.isSame(spoken, as: $0.greeting) } == true
            effect(.greetingDone(isWhole: isWhole))
        }
        answerHeard(turnClock.responseDone(id))
        checkClaims(at: now)
        switch machine.responseDone(id, outcome, at: now) {
        case .rest: break
        case .ask(let request): ask(request)
        case .end(let termination): finish(termination, at: now)
        }
    }

    /// A response is about to be done: what it claims without a tool is put right and taken down. On a later stream of a
    /// call nothing is, since what was done on the one before is not known here.
    private mutating func checkClaims(at now: CallInstant) {
        let claims = commitments.responseDone(backedBy: machine.tools.backing)
        guard ticket?.attempt == 0, let first = claims.first else { return }
        let outcome = machine.claimMade(at: now)
        guard outcome != .ignore else { return }
        var isCorrected = false
        if case .correct(let lineStaysOpen, let request) = outcome {
            isCorrected = true
            let correction = Directions.correction(of: first.commitment, lineStaysOpen: lineStaysOpen, with: catalog)
            tell(.say(.system, correction))
            ask(request)
        }
        for var claim in claims {
            claim.isCorrected = isCorrected
            record(.claim(claim))
        }
    }

    // MARK: The agent's audio

    /// The first audio of an item arrived.
    package mutating func audioBegan(item: String, response: String, at now: CallInstant) -> OnAudioBegan {
        speech.audioBegan(item)
        return machine.audioBegan(item: item, response: response, at: now)
    }

    /// The item whose audio arrives.
    package var currentItem: String { speech.current }

    /// A delta of the current item arrived. Audio path: allocates nothing.
    /// - Parameter bytes: its audio, in the model's encoding.
    /// - Returns: whether the caller is to hear it.
    package mutating func audioArrived(bytes: Int) -> Bool {
        speech.audioArrived(bytes: bytes)
        return machine.mayPlay()
    }

    /// A delta was written to the caller's leg. Audio path: allocates nothing.
    /// - Parameter bytes: line audio.
    package mutating func audioPlayed(bytes: Int, at now: CallInstant) -> OnDeltaPlayed {
        var mark: PlayoutClock.Mark?
        if case .mark(let written) = machine.audioPlayed(bytes: bytes, at: now) { mark = written }
        let isAnswer = turnClock.awaitsAnswer && machine.activeRequest?.isFiller != true
        guard isAnswer || !firstAudioIsOut else { return OnDeltaPlayed(mark: mark, isFirst: false) }
        if isAnswer, mark == nil { mark = machine.markFirstAudio() }
        return OnDeltaPlayed(mark: mark, isFirst: true)
    }

    /// The first audio for a silent line, or of an answer, has left for the caller.
    /// - Parameters:
    ///   - bytes: of line audio.
    ///   - mark: the mark behind it; nil where there is none.
    ///   - arrived: when it came from the model.
    ///   - now: when it had left.
    package mutating func firstAudioWritten(
        bytes: Int, mark: PlayoutClock.Mark?, arrived: CallInstant, at now: CallInstant
    ) {
        firstAudioWritten(at: now)
        guard turnClock.awaitsAnswer, machine.activeRequest?.isFiller != true, let mark,
            let response = machine.activeResponse
        else { return }
        turnClock.answerBegan(response, bytes: bytes, mark: mark, arrived: arrived, written: now)
    }

    /// The caller is sent audio; measured the first time.
    mutating func firstAudioWritten(at now: CallInstant) {
        guard !firstAudioIsOut else { return }
        firstAudioIsOut = true
        let took = now - machine.startedAt
        note("first audio", "after \(took.milliseconds) ms", at: now)
        observe(.firstAudio(after: took))
    }

    /// Whether the current item is to be heard.
    package var isAudible: Bool { machine.isAudible }

    /// What the filters still held at an item's end was written to the caller's leg.
    /// - Returns: the mark that goes behind it, if one is due.
    package mutating func tailPlayed(bytes: Int, at now: CallInstant) -> PlayoutClock.Mark? {
        if case .mark(let mark) = machine.audioPlayed(bytes: bytes, at: now) { mark } else { nil }
    }

    /// The model has sent all of the current item's audio.
    /// - Returns: the mark that goes behind it, if one is due.
    package mutating func audioFinished() -> PlayoutClock.Mark? {
        machine.audioFinished()
    }

    mutating func agentItemDone(_ item: String, _ text: String, at now: CallInstant) {
        let (words, event, bytes) = speech.done(item)
        let said = words ?? text
        commitments.said(said, item: item)
        effect(.log(.agentSaid(said)))
        if let turn = transcript.agentSaid(item, said, milliseconds: milliseconds(ofModelBytes: bytes), event: event) {
            record(.turn(turn))
        } else if !machine.playout.isPlaying(at: now) {
            recordHeard()
        }
    }

    /// How long audio in the model's encoding is.
    func milliseconds(ofModelBytes bytes: Int) -> Int {
        bytes / (ticket?.tenant.encoding ?? .pcmu).bytesPerMillisecond
    }

    // MARK: The caller's speech

    mutating func speechStarted(_ item: String, _ start: Int, at now: CallInstant) {
        transcript.callerBegan(item, atMilliseconds: start)
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        switch machine.speechStarted(at: now) {
        case .listen, .ignore: break
        case .bargeIn(let cut): cutIn(cut, from: start, at: now)
        case .takeBack(let cut):
            if let cut { cutIn(cut, from: start, at: now) }
            effect(.log(.lineStaysOpen))
            tell(.say(.system, Directions.lineStaysOpen))
        }
    }

    /// The caller speaks over the agent. The line is cleared first of all; what follows is not heard.
    /// - Parameter start: where they began, in milliseconds of what the model was given, padding included.
    private mutating func cutIn(_ cut: Cut, from start: Int, at now: CallInstant) {
        effect(.clear)
        for piece in cut.pieces {
            if let turn = transcript.cut(piece.item, atMilliseconds: piece.heardMilliseconds) { record(.turn(turn)) }
            if piece.item == Self.greetingItem {
                cutGreeting(piece.heardMilliseconds)
            } else {
                tell(.truncate(item: piece.item, milliseconds: piece.heardMilliseconds))
            }
        }
        effect(.log(.bargeIn(unheard: cut.unheard)))
        note("barge-in", "\(cut.unheard.milliseconds) ms not heard", at: now)
        let padding = ticket?.tenant.turnDetection.prefixMilliseconds ?? 0
        let onset = min(arrival(ofMilliseconds: start + padding, at: now), now)
        bargeIn = BargeIn(onset: onset, noticed: now)
    }

    /// The caller's line was cleared: how long that took is measured.
    package mutating func lineCleared(at now: CallInstant) {
        guard let bargeIn else { return }
        self.bargeIn = nil
        observe(.bargeIn(after: now - bargeIn.onset, ours: now - bargeIn.noticed))
    }

    /// The caller cut the recorded greeting: the model is not to believe that it was heard whole. An item made of text
    /// cannot be truncated, so a shorter one takes its place.
    private mutating func cutGreeting(_ heard: Int) {
        guard let ticket else { return }
        let text = Transcript.words(of: ticket.greeting, heard: heard, of: greetingMilliseconds)
        tell(.delete(item: Self.greetingItem))
        if !text.isEmpty { tell(.say(.assistant, text + " …", item: Self.cutGreetingItem, after: "root")) }
    }

    mutating func speechStopped(_ item: String, _ end: Int, at now: CallInstant) {
        transcript.callerStopped(item, atMilliseconds: end)
        let waited = ticket?.tenant.turnDetection.silenceMilliseconds ?? 0
        turnClock.callerStopped(lastWord: arrival(ofMilliseconds: max(end - waited, 0), at: now), at: now)
        machine.speechStopped(at: now)
    }

    /// When the audio at that position of what the model was given came from the caller.
    private func arrival(ofMilliseconds position: Int, at now: CallInstant) -> CallInstant {
        let milliseconds = given / LineAudio.bytesPerMillisecond
        let age = min(max(milliseconds - position, 0), milliseconds)
        return max(now - .milliseconds(age), machine.startedAt)
    }

    mutating func callerSaid(_ item: String, _ text: String, _ event: ModelEvent, _ bill: TranscriptionBill?) {
        effect(.log(.callerSaid(text)))
        let turn = transcript.callerSaid(item, text, event: event)
        if let turn { record(.turn(turn)) }
        guard let bill else { return }
        var count = bill.count
        if bill.countsTokens { count.milliseconds = turn?.saidMilliseconds ?? 0 }
        record(.transcription(count))
    }

    /// An answer was heard; nothing if there is none.
    mutating func answerHeard(_ turn: TurnTiming?) {
        guard let turn else { return }
        timeline.heard(turn)
        observe(.turn(turn))
    }
}

/// After a delta of the agent's audio was written to the caller's leg.
package struct OnDeltaPlayed: Sendable, Equatable {
    /// The mark that goes behind it, if one is due.
    package var mark: PlayoutClock.Mark?
    /// Whether it is the first audio for a silent line, or of an answer: it is sent at once, and measured
    /// (``Conversation/firstAudioWritten(bytes:mark:arrived:at:)``).
    package var isFirst: Bool
}
