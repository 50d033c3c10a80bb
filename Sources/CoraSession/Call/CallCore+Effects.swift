import CoraCall
import CoraTenant
import Logging
import NIOCore

// Carries out the effects of the conversation.
extension CallCore {
    /// The length of the pieces in which a recording is sent, in bytes of µ-law: 400 ms, with a mark behind each.
    private static let pieceOfRecording = 400 * LineAudio.bytesPerMillisecond

    /// Carries out one effect.
    func carryOut(_ effect: CallEffect) {
        switch effect {
        case .redeem(let claim): session?.redeem(claim)
        case .playGreeting: playGreeting()
        case .play(let phrase): play(phrase)
        case .clear:
            caller.clear()
            caller.flush()
            conversation.lineCleared(at: now)
        case .mark(let mark): caller.mark(mark)
        case .show(let what): caller.show(what)
        case .dial(let route): dial(route)
        case .dropModel: dropModel()
        case .tell(let order): tell(order)
        case .dialSuccessor: dialSuccessor()
        case .dropSuccessor: dropSuccessor()
        case .takeOver: takeOver()
        case .repeatLast(let milliseconds): callerTape.repeatLast(milliseconds: milliseconds)
        case .releaseHeld: releaseHeld()
        case .keepTurn(let milliseconds): callerTape.keepTurn(milliseconds: milliseconds)
        case .turnSettled: callerTape.turnSettled()
        case .holdCaller(let replayingTurn): callerTape.hold(replayingTurn: replayingTurn)
        case .addSilence(let milliseconds):
            model.append { caller.writeSilence(milliseconds: milliseconds, into: &$0) }
        case .recordGreeting: tape = GreetingTape()
        case .greetingDone(let isWhole): greetingDone(isWhole)
        case .run(let invocation): if let ticket { session?.run(invocation, on: ticket) }
        case .record(let entry): if let ticket { services.recorder.record(entry, of: ticket) }
        case .observe(let observation): if let ticket { services.observer?.observed(observation, of: ticket) }
        case .observeEnd: if let ticket { services.observer?.ended(detail(), of: ticket) }
        case .log(let news): log.tell(news)
        case .finish(let termination, let order, let keepsModel):
            finish(termination, moving: order, keepingModel: keepsModel)
        case .closeCaller: caller.close(conversation.termination ?? Termination(.callerHungUp))
        }
    }

    // MARK: The end

    /// The call is over: closes both legs, cancels tools and the timer, and tells the actor.
    /// - Parameters:
    ///   - order: the transfer to ask the carrier for before the caller's leg is closed, if there is one.
    ///   - keepsModel: whether the model's leg stays for the words of the caller's last turn.
    private func finish(_ termination: Termination, moving order: TransferOrder?, keepingModel keepsModel: Bool) {
        disarm()
        session?.cancelTools()
        // The model's socket costs money while it is open, and its close handshake takes seconds: we do not wait for
        // it.
        if !keepsModel {
            model.close()
            hangUp(peers.forgetAll())
        }
        dropSuccessor()
        // A caller who is put through keeps the line until the carrier has taken them over.
        let isMoved = order != nil && services.mover != nil && caller.isOpen && ticket != nil
        if !isMoved { caller.close(termination) }
        if let ticket { session?.over(ticket, termination, moving: isMoved ? order : nil) }
        session = nil
    }

    // MARK: The ticket and the greeting

    /// The ticket office has answered.
    func ticketAnswered(_ answer: Result<CallTicket, TicketRefusal>) {
        switch answer {
        case .failure(let refusal): happened(.ticketRefused(refusal))
        case .success(var ticket):
            log[metadataKey: LogKey.tenant] = "\(ticket.tenant.id)"
            ticket.tenant.encoding = caller.prepare(for: ticket)
            recording = services.recordings.recording(for: greetingKey(of: ticket))
            let greeting = recording.map { GreetingSource.recording(bytes: $0.audio.count) } ?? .model
            happened(.ticketRedeemed(ticket, greeting: greeting))
        }
    }

    /// The key under which a call's greeting is recorded.
    private func greetingKey(of ticket: CallTicket) -> RecordingKey {
        services.dialer.recordingKey(for: ticket, saying: ticket.greeting)
    }

    /// Plays the greeting from its recording.
    private func playGreeting() {
        guard let audio = recording?.audio else { return }
        recording = nil
        play(audio) { conversation.recordingPlayed(bytes: $0, isFirst: $1, at: now) }
    }

    /// Plays a phrase from its recording.
    private func play(_ phrase: Phrase) {
        guard let ticket, let audio = services.recordings.recording(for: key(of: phrase, of: ticket))?.audio else {
            return conversation.phraseIsMissing(at: now)
        }
        play(audio) { conversation.phrasePlayed(bytes: $0, isFirst: $1, at: now) }
        conversation.phrasePlayed(phrase, bytes: audio.count)
    }

    /// Writes a recording in pieces.
    /// - Parameters:
    ///   - audio: µ-law.
    ///   - written: is told the length of each piece and whether it is the first; returns the mark to send behind it.
    private func play(_ audio: [UInt8], written: (Int, Bool) -> PlayoutClock.Mark) {
        for start in stride(from: 0, to: audio.count, by: Self.pieceOfRecording) {
            let piece = audio[start..<min(start + Self.pieceOfRecording, audio.count)]
            piece.withUnsafeBytes { caller.play(line: $0) }
            caller.mark(written(piece.count, start == 0))
        }
        caller.flush()
    }

    private func key(of phrase: Phrase, of ticket: CallTicket) -> RecordingKey {
        services.dialer.recordingKey(for: ticket, saying: ticket.tenant.sentence(phrase))
    }

    /// Keeps the greeting that the model has just said if it is whole and the model is the tenant's own, and stops
    /// recording.
    private func greetingDone(_ isWhole: Bool) {
        defer { tape = nil }
        guard isWhole, let ticket, ticket.quality == .full, conversation.route == .own, let audio = tape?.audio,
            !audio.isEmpty
        else { return }
        services.recordings.keep(Recording(audio: audio), for: greetingKey(of: ticket))
    }
}
