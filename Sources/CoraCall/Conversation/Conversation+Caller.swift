package import CoraTenant

// What the conversation does with events and audio of the caller's leg.

extension Conversation {
    /// Our own id of a greeting that was played from a recording.
    package static let greetingItem = "greeting"
    /// Our own id of the shorter greeting that takes its place when the caller cuts it.
    static let cutGreetingItem = "greeting_cut"

    mutating func legStarted(_ claim: TicketClaim, at now: CallInstant) {
        switch machine.streamStarted(at: now) {
        case .redeem: effect(.redeem(claim))
        case .end(let termination): finish(termination, at: now)
        case .ignore: break
        }
    }

    mutating func ticketRedeemed(_ ticket: CallTicket, _ greeting: GreetingSource, at now: CallInstant) {
        // The ticket was redeemed, so the call's place must be given back even if the caller has gone meanwhile.
        self.ticket = ticket
        commitments.knows(ticket.history?.commitments ?? [])
        var recorded = 0
        // Over audio that passes by us, the model's server notices a caller who speaks only if it plays it itself.
        let playsGreeting = machine.abilities.isSuperset(of: [.playsRecordings, .media])
        if case .recording(let bytes) = greeting, playsGreeting { recorded = bytes }
        memory = SessionMemory(ticket.past)
        let outcome = machine.ticketRedeemed(
            for: ticket.tenant, hasRecording: recorded > 0, rescue: ticket.rescue, spread: ticket.spread,
            lasted: ticket.lasted, at: now)
        guard case .open = outcome else {
            guard let termination = machine.termination else { return }
            record(.started)
            return record(.ended(termination, machine.figures))
        }
        effect(.log(.started(caller: ticket.callerNumber)))
        note("stream started", at: now)
        record(.started)
        if recorded > 0 { playGreeting(ticket.greeting, bytes: recorded, at: now) }
        dial(.own, at: now)
    }

    private mutating func playGreeting(_ text: String, bytes: Int, at now: CallInstant) {
        greetingMilliseconds = bytes / LineAudio.bytesPerMillisecond
        effect(.playGreeting)
        firstAudioWritten(at: now)
        _ = transcript.agentSaid(Self.greetingItem, text, milliseconds: greetingMilliseconds)
        show(.words(item: Self.greetingItem, .assistant, text))
        effect(.log(.agentSaid(text)))
    }

    /// A piece of the recorded greeting was written to the caller's leg.
    /// - Parameters:
    ///   - bytes: its length, µ-law.
    ///   - isFirst: whether it is the greeting's first piece.
    /// - Returns: the mark to send behind it.
    package mutating func recordingPlayed(bytes: Int, isFirst: Bool, at now: CallInstant) -> PlayoutClock.Mark {
        machine.recordingPlayed(bytes: bytes, item: Self.greetingItem, isFirst: isFirst, at: now)
    }

    /// A piece of a phrase's recording was written to the caller's leg.
    /// - Parameters:
    ///   - bytes: its length, µ-law.
    ///   - isFirst: whether it is the phrase's first piece.
    /// - Returns: the mark to send behind it.
    package mutating func phrasePlayed(bytes: Int, isFirst: Bool, at now: CallInstant) -> PlayoutClock.Mark {
        machine.recordingPlayed(bytes: bytes, item: phraseItem, isFirst: isFirst, at: now)
    }

    /// All of a phrase's recording was written.
    /// - Parameter bytes: its whole length, µ-law.
    package mutating func phrasePlayed(_ phrase: Phrase, bytes: Int) {
        guard let ticket else { return }
        let words = ticket.tenant.sentence(phrase)
        _ = transcript.agentSaid(phraseItem, words, milliseconds: bytes / LineAudio.bytesPerMillisecond)
        show(.words(item: phraseItem, .assistant, words))
        effect(.log(.agentSaid(words)))
        phrases += 1
    }

    /// A phrase was to be played, and there is no recording of it.
    package mutating func phraseIsMissing(at now: CallInstant) {
        finish(machine.phraseIsMissing(at: now), at: now)
    }

    /// Our own id of the phrase that is played next or now.
    private var phraseItem: String { "phrase_\(phrases + 1)" }

    /// Whether this is our own id of a phrase.
    static func isPhrase(_ item: String) -> Bool { item.hasPrefix("phrase_") }

    // MARK: Audio

    /// A frame of the caller's audio arrived. Audio path: allocates nothing.
    /// - Parameters:
    ///   - bytes: its line audio.
    ///   - timestamp: milliseconds of the carrier's stream clock, where it gave one.
    ///   - sequence: the carrier's number of the message, where it gave one.
    /// - Returns: what the core does with the frame.
    package mutating func mediaArrived(bytes: Int, timestamp: Int?, sequence: Int?, at now: CallInstant) -> OnMedia {
        if let sequence {
            if sequence <= lastSequence { machine.figures.framesOutOfOrder += 1 }
            lastSequence = sequence
        }
        let outcome = machine.mediaArrived(bytes: bytes, timestamp: timestamp, at: now)
        switch outcome {
        case .forward(let silence): given += bytes + silence * LineAudio.bytesPerMillisecond
        case .end(let termination): finish(termination, at: now)
        case .hold, .drop: break
        }
        return outcome
    }

    /// The core passed held caller audio on to the model.
    package mutating func heldAudioReleased(bytes: Int) {
        given += bytes
    }

    /// The core dropped the oldest held frames of the caller's audio, because it holds no more.
    package mutating func heldAudioDropped(frames: Int) {
        machine.figures.framesDropped += frames
    }

    mutating func brokenMedia(_ why: String, at now: CallInstant) {
        finish(machine.brokenMediaArrived(), at: now)
        if machine.figures.framesBroken == 1 { effect(.log(.brokenMedia(why))) }
    }

    mutating func addSilence(_ milliseconds: Int) {
        given += milliseconds * LineAudio.bytesPerMillisecond
        effect(.addSilence(milliseconds: milliseconds))
    }

    mutating func pageMeasured(_ figures: PageFigures) {
        page = figures
        observe(.page(figures))
    }

    // MARK: Marks and keys

    mutating func markReturned(_ mark: PlayoutClock.Mark?, at now: CallInstant) {
        let outcome = machine.markReturned(mark, at: now)
        if outcome != .stray { answerHeard(turnClock.markReturned(mark, at: now)) }
        heard(outcome, at: now)
    }

    /// The caller has heard more, or all that was sent.
    mutating func heard(_ outcome: OnMark, at now: CallInstant) {
        switch outcome {
        case .allHeard: recordHeard()
        case .hangUp(let termination):
            recordHeard()
            finish(termination, at: now)
        case .playing, .stray: break
        }
    }

    /// The caller has heard everything that was sent: records the turns that this finishes.
    mutating func recordHeard() {
        for turn in transcript.allHeard() { record(.turn(turn)) }
    }

    /// A key cuts the agent as speech does, and keeps the line open where speech would.
    mutating func digitPressed(_ digit: Character, at now: CallInstant) {
        let (outcome, response) = machine.keyInterrupts(at: now)
        // The server cancels a response when it hears speech; a key it does not hear.
        if let response { tell(.cancel(response: response)) }
        cutIn(outcome, onset: now, at: now)
        carryOut(machine.digitPressed(digit, at: now), at: now)
    }

    mutating func carryOut(_ outcome: OnDigit, at now: CallInstant) {
        switch outcome {
        case .wait, .ignore: break
        case .typed(let digits, let request):
            tell(.say(.user, Directions.typed(digits)))
            typedItems += 1
            effect(.log(.callerTyped(digits)))
            if let turn = transcript.callerSaid("typed_\(typedItems)", Directions.typed(digits)) { record(.turn(turn)) }
            ask(request)
        case .human(let request):
            ask(request)
            recordTransfer()
        case .humanAtOnce(let outcome): carryOut(outcome, at: now)
        case .end(let termination): finish(termination, at: now)
        }
    }
}
