package import CoraTenant

// What the conversation does with events and audio of the model's leg.

extension Conversation {
    mutating func modelOpened(at now: CallInstant) {
        switch machine.state {
        case .connecting, .recovering: break
        case .awaitingStart, .redeeming, .live, .leaving, .ended: return
        }
        effect(.log(.modelConnected(after: dialledAt.map { now - $0 } ?? .zero)))
        tell(.configure)
    }

    mutating func sessionReady(at now: CallInstant) {
        // What was said on a line that passes by us cannot be given again: it is in the memory, if its words had come.
        let isHeard = replay != nil && machine.abilities.contains(.media)
        if let restored = machine.sessionRestored(hearingCaller: isHeard, at: now) {
            return sessionRestored(restored, at: now)
        }
        guard case .begin(let seedsGreeting, let request) = machine.sessionReady(at: now), let ticket else { return }
        modelSocket = .open
        let took = dialledAt.map { now - $0 } ?? .zero
        note("model ready", "after \(took.milliseconds) ms", at: now)
        observe(.modelReady(after: took))
        show(.notice(.agentReady))
        bringBack(ticket)
        if seedsGreeting { tell(.say(.assistant, ticket.greeting, item: Self.greetingItem)) }
        ask(request)
        effect(.releaseHeld)
    }

    /// Tells the new session of a caller who is back what was said before, and why they are back.
    private mutating func bringBack(_ ticket: CallTicket) {
        guard ticket.attempt > 0 else { return }
        remind(of: ticket.past)
        direct(Directions.back(ticket.missed))
    }

    // MARK: Responses

    mutating func responseCreated(_ id: String, at now: CallInstant) {
        if case .cancel = machine.responseCreated(id, at: now) { tell(.cancel(response: id)) }
        if machine.activeRequest == .greeting { effect(.recordGreeting) }
    }

    mutating func responseDone(
        _ id: String, _ outcome: ResponseOutcome, _ spoken: String, _ usage: ResponseUsage?, at now: CallInstant
    ) {
        if var usage {
            usage.model = route == .fallback ? ticket?.tenant.fallbackModel : nil
            record(.usage(usage))
        }
        let outcome = settled(outcome)
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
        case .lost(let loss, let outcome): modelIsGone(loss.why, outcome, at: now)
        case .play(let phrase): effect(.play(phrase))
        }
    }

    /// How a response ended, once what came in it is looked at. A tool call that was cut off is answered, so that the
    /// model can make it again.
    private mutating func settled(_ outcome: ResponseOutcome) -> ResponseOutcome {
        defer {
            cutOffCalls = []
            hasWritten = false
        }
        switch outcome {
        case .completed where hasWritten:
            namesAudio = true
            return .written
        case .cutShort:
            for id in cutOffCalls { tell(.toolResult(id: id, ToolAnswer.cutOff)) }
            return .cutShort
        case .limited(let named, let why):
            // The tenant headroom rule hears that nothing is left, which the API may not have said.
            let wait = named ?? allowance.map(\.reset)
            if var allowance {
                allowance.remaining = 0
                allowance.reset = wait ?? allowance.reset
                observe(.allowance(allowance))
            }
            return .limited(wait, why)
        default: return outcome
        }
    }

    mutating func allowanceTold(_ allowance: ModelAllowance) {
        if allowance.name == "tokens" { self.allowance = allowance }
        observe(.allowance(allowance))
    }

    /// A response is about to be done: has the model correct what it claims without a tool, and records the claims.
    /// Does nothing on a later stream of a call, because what tools did on the earlier ones is not known here.
    private mutating func checkClaims(at now: CallInstant) {
        let claims = commitments.responseDone(backedBy: machine.tools.backing)
        guard ticket?.attempt == 0, let first = claims.first else { return }
        let outcome = machine.claimMade(at: now)
        guard outcome != .ignore else { return }
        var isCorrected = false
        if case .correct(let lineStaysOpen, let request) = outcome {
            isCorrected = true
            let correction = Directions.correction(of: first.commitment, lineStaysOpen: lineStaysOpen, with: catalog)
            direct(correction)
            ask(request)
        }
        for var claim in claims {
            claim.isCorrected = isCorrected
            record(.claim(claim))
        }
    }

    // MARK: The agent's audio

    /// The first audio of an item arrived.
    /// - Returns: whether the caller is to hear the item.
    package mutating func audioBegan(item: String, response: String, at now: CallInstant) -> OnAudioBegan {
        speech.audioBegan(item)
        return machine.audioBegan(item: item, response: response, at: now)
    }

    /// The model's id of the item whose audio is arriving.
    package var currentItem: String { speech.current }

    /// Whether that is the item of this id, in UTF-8. Audio path: allocates nothing.
    package func isCurrentItem(_ id: UnsafeRawBufferPointer) -> Bool { speech.isCurrent(id) }

    /// A delta of the current item arrived. Audio path: allocates nothing.
    /// - Parameter bytes: its audio, in the model's encoding.
    /// - Returns: whether the caller is to hear it.
    package mutating func audioArrived(bytes: Int) -> Bool {
        speech.audioArrived(bytes: bytes)
        return machine.mayPlay()
    }

    /// A delta was written to the caller's leg. Audio path: allocates nothing.
    /// - Parameter bytes: its line audio.
    /// - Returns: the mark to send, and whether to send everything at once.
    package mutating func audioPlayed(bytes: Int, at now: CallInstant) -> OnDeltaPlayed {
        var mark: PlayoutClock.Mark?
        if case .mark(let written) = machine.audioPlayed(bytes: bytes, at: now) { mark = written }
        let isAnswer = turnClock.awaitsAnswer && machine.activeRequest?.isFiller != true
        guard isAnswer || !firstAudioIsOut else { return OnDeltaPlayed(mark: mark, isFirst: false) }
        if isAnswer, mark == nil { mark = machine.markFirstAudio() }
        return OnDeltaPlayed(mark: mark, isFirst: true)
    }

    /// The call's first audio, or the first audio of an answer, was flushed to the caller.
    /// - Parameters:
    ///   - bytes: how much line audio it is.
    ///   - mark: the mark behind it; nil where there is none.
    ///   - arrived: when it came from the model.
    ///   - now: when it was flushed.
    package mutating func firstAudioWritten(
        bytes: Int, mark: PlayoutClock.Mark?, arrived: CallInstant, at now: CallInstant
    ) {
        firstAudioWritten(at: now)
        guard turnClock.awaitsAnswer, machine.activeRequest?.isFiller != true, let mark,
            let response = machine.activeResponse
        else { return }
        turnClock.answerBegan(response, bytes: bytes, mark: mark, arrived: arrived, written: now)
    }

    /// Audio was sent to the caller: measures how long the call's first audio took, once.
    mutating func firstAudioWritten(at now: CallInstant) {
        guard !firstAudioIsOut else { return }
        firstAudioIsOut = true
        let took = now - machine.startedAt
        note("first audio", "after \(took.milliseconds) ms", at: now)
        observe(.firstAudio(after: took))
    }

    /// Whether the caller is to hear the current item.
    package var isAudible: Bool { machine.isAudible }

    /// At an item's end, the audio that the resampling filters still held was written to the caller's leg.
    /// - Returns: the mark to send behind it, if one is due.
    package mutating func tailPlayed(bytes: Int, at now: CallInstant) -> PlayoutClock.Mark? {
        if case .mark(let mark) = machine.audioPlayed(bytes: bytes, at: now) { mark } else { nil }
    }

    /// The model has sent all of the current item's audio.
    /// - Returns: the mark to send behind it, if one is due.
    package mutating func audioFinished() -> PlayoutClock.Mark? {
        machine.audioFinished()
    }

    /// Some of the agent's words arrived. Those of an item that the caller has cut are not heard, and not shown.
    mutating func agentWords(_ item: String, _ text: String) {
        speech.words(item, text)
        if transcript.knows(item), !transcript.isCut(item) { show(.words(item: item, .assistant, text)) }
    }

    mutating func agentItemDone(_ item: String, _ text: String, at now: CallInstant) {
        let (words, event, bytes) = speech.done(item)
        let said = words ?? text
        commitments.said(said, item: item)
        effect(.log(.agentSaid(said)))
        let length = milliseconds(of: said, modelBytes: bytes)
        if let turn = transcript.agentSaid(item, said, milliseconds: length, event: event) {
            record(.turn(turn))
        } else if !machine.playout.isPlaying(at: now), uncut == nil {
            recordHeard()
        }
    }

    /// The model has written what it was to say: the caller has heard nothing. The item is removed, or the model would
    /// believe that they had.
    mutating func agentWrote(_ item: String, _ text: String) {
        guard machine.abilities.contains(.media) else { return }
        _ = speech.done(item)
        hasWritten = true
        if transcript.agentSaid(item, text, milliseconds: 1) == nil, let turn = transcript.cut(item, atMilliseconds: 0)
        {
            record(.turn(turn))
        }
        tell(.delete(item: item))
    }

    /// How many milliseconds this many bytes in the model's encoding play.
    func milliseconds(ofModelBytes bytes: Int) -> Int {
        bytes / (ticket?.tenant.encoding ?? .pcmu).bytesPerMillisecond
    }

    // MARK: The caller's speech

    mutating func speechStarted(_ item: String, _ start: Int, at now: CallInstant) {
        transcript.callerBegan(item, atMilliseconds: start)
        replay = nil
        if machine.isOpen { effect(.keepTurn(milliseconds: max(given / LineAudio.bytesPerMillisecond - start, 0))) }
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        let padding = ticket?.tenant.turnDetection.prefixMilliseconds ?? 0
        let onset = min(arrival(ofMilliseconds: start + padding, at: now), now)
        cutIn(machine.speechStarted(at: now), onset: onset, at: now)
    }

    /// The caller speaks, or presses a key, and may cut the agent.
    /// - Parameter onset: when they began.
    mutating func cutIn(_ outcome: OnSpeechStarted, onset: CallInstant, at now: CallInstant) {
        switch outcome {
        case .listen, .ignore: break
        case .bargeIn(let cut): cutIn(cut, onset: onset, at: now)
        case .takeBack(let cut):
            if let cut { cutIn(cut, onset: onset, at: now) }
            effect(.log(.lineStaysOpen))
            direct(Directions.lineStaysOpen)
        }
    }

    /// The caller cuts the agent: clears the line first, then tells the model and the record what was heard.
    private mutating func cutIn(_ cut: Cut, onset: CallInstant, at now: CallInstant) {
        effect(.clear)
        for piece in cut.pieces {
            if let turn = transcript.cut(piece.item, atMilliseconds: piece.heardMilliseconds) { record(.turn(turn)) }
            // The present session does not know what a former one said.
            if formerItems.contains(piece.item) { continue }
            if piece.item == Self.greetingItem {
                cutGreeting(piece.heardMilliseconds)
            } else if !Self.isPhrase(piece.item) {
                tell(.truncate(item: piece.item, milliseconds: piece.heardMilliseconds))
            }
        }
        effect(.log(.bargeIn(unheard: cut.unheard)))
        note("barge-in", "\(cut.unheard.milliseconds) ms not heard", at: now)
        bargeIn = BargeIn(onset: onset, noticed: now)
    }

    /// The core has cleared the caller's line: measures how long that took.
    package mutating func lineCleared(at now: CallInstant) {
        guard let bargeIn else { return }
        self.bargeIn = nil
        observe(.bargeIn(after: now - bargeIn.onset, ours: now - bargeIn.noticed))
    }

    /// The caller cut the recorded greeting, and the model must not believe that they heard it whole. An item made of
    /// text cannot be truncated, so it is deleted and a shorter one takes its place.
    private mutating func cutGreeting(_ heard: Int) {
        guard let ticket else { return }
        let text = Transcript.words(of: ticket.greeting, heard: heard, of: greetingMilliseconds)
        tell(.delete(item: Self.greetingItem))
        if !text.isEmpty { tell(.say(.assistant, text + " …", item: Self.cutGreetingItem, after: "root")) }
    }

    mutating func speechStopped(_ item: String, _ end: Int, at now: CallInstant) {
        transcript.callerStopped(item, atMilliseconds: end)
        let waited = ticket?.tenant.turnDetection.silenceMilliseconds ?? 0
        // Positions count the audio that we gave; where it passes by us, the model tells of the silence as it ends.
        let lastWord =
            machine.abilities.contains(.connectsToModel)
            ? max(now - .milliseconds(waited), machine.startedAt)
            : arrival(ofMilliseconds: max(end - waited, 0), at: now)
        turnClock.callerStopped(lastWord: lastWord, at: now)
        machine.speechStopped(at: now)
    }

    /// When the audio at `position` came from the caller; the position counts milliseconds of the audio that the model
    /// was sent.
    private func arrival(ofMilliseconds position: Int, at now: CallInstant) -> CallInstant {
        let milliseconds = given / LineAudio.bytesPerMillisecond
        let age = min(max(milliseconds - position, 0), milliseconds)
        return max(now - .milliseconds(age), machine.startedAt)
    }

    mutating func callerSaid(
        _ item: String, _ text: String, _ event: ModelEvent, _ bill: TranscriptionBill?, at now: CallInstant
    ) {
        guard !transcript.isFinished(item) else { return }
        let milliseconds: Int?
        if SpokenWords.isSpeech(text) {
            effect(.log(.callerSaid(text)))
            let turn = transcript.callerSaid(item, text, event: event)
            if let turn { record(.turn(turn)) }
            observe(.transcription(succeeded: true))
            milliseconds = turn?.saidMilliseconds
            machine.callerUnderstood(at: now)
        } else {
            // Noise on the line: no turn, and no sign of life.
            milliseconds = transcript.callerSaid(item, text)?.saidMilliseconds
            show(.withdrawn(item: item))
            ask(machine.noiseHeard(at: now))
        }
        wordsAreSettled(at: now)
        guard let bill else { return }
        var count = bill.count
        if bill.countsTokens { count.milliseconds = milliseconds ?? 0 }
        record(.transcription(count))
    }

    /// The caller's words could not be written down: the turn is recorded without them.
    mutating func callerNotUnderstood(_ item: String, at now: CallInstant) {
        guard let turn = transcript.callerWasNotUnderstood(item) else { return }
        machine.figures.turnsWithoutWords += 1
        observe(.transcription(succeeded: false))
        record(.turn(turn))
        machine.callerUnderstood(at: now)
        wordsAreSettled(at: now)
    }

    private mutating func wordsAreSettled(at now: CallInstant) {
        guard !transcript.hasWordless else { return }
        if machine.isOpen { effect(.turnSettled) }
        aftermathPassed(at: now)
    }

    /// The caller heard an answer: keeps and reports its times. Does nothing for nil.
    mutating func answerHeard(_ turn: TurnTiming?) {
        guard let turn else { return }
        timeline.heard(turn)
        observe(.turn(turn))
    }
}

/// What to do after a delta of the agent's audio was written to the caller's leg.
package struct OnDeltaPlayed: Sendable, Equatable {
    /// The mark to send behind it, if one is due.
    package var mark: PlayoutClock.Mark?
    /// Whether it is the call's first audio, or the first of an answer. It is then flushed at once and reported with
    /// ``Conversation/firstAudioWritten(bytes:mark:arrived:at:)``.
    package var isFirst: Bool
}
