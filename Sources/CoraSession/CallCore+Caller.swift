import CoraCall
import CoraRealtime
import CoraTwilio
import CoraWire
import Logging
import NIOCore
import NIOWebSocket

// What the carrier brings.
extension CallCore {
    /// Media that is not base64 and is let pass, before the stream is given up.
    private static let brokenPayloads = 50

    /// A text message. Audio path.
    func callerMessage(_ frame: inout WebSocketFrame) {
        // Unmasked into memory of ours: `unmaskedData` would allocate a copy for every frame.
        incoming.clear()
        incoming.writeImmutableBuffer(frame.data)
        // What was put together of fragments has lost its mask already; see ``MaskGuard``.
        if let key = frame.maskKey { incoming.webSocketUnmask(key) }
        incoming.withUnsafeReadableBytes { bytes in
            do throws(MediaStreamError) {
                try take(MediaStreamMessage.decode(bytes), bytes)
            } catch {
                misunderstood(error)
            }
        }
    }

    private func take(_ message: MediaStreamMessage, _ bytes: UnsafeRawBufferPointer) {
        switch message {
        case .media(let frame): mediaArrived(frame, bytes)
        case .mark(let name): markReturned(name)
        case .dtmf(let digit): carryOut(machine.digitPressed(digit, at: now))
        case .start(let start): started(start)
        case .stop: if let termination = machine.streamStopped() { finish(termination) }
        case .connected: break
        case .unknown(let event):
            machine.figures.unknownMessages += 1
            log.debug("unknown event from the carrier", metadata: ["cora.event": "\(event.prefix(40))"])
        }
        if case .media = message { return }
        arm()
    }

    private func misunderstood(_ error: MediaStreamError) {
        guard case .badPayload = error.code else { return callerFault(.notAMessage(error.message)) }
        machine.figures.framesBroken += 1
        if machine.figures.framesBroken == 1 {
            log.warning("media that is not base64 is dropped", metadata: [LogKey.reason: "\(error.message)"])
        }
        if machine.figures.framesBroken > Self.brokenPayloads { callerFault(.badPayloads) }
    }

    /// The carrier's side broke its protocol: this call ends, with the close code for it.
    func callerFault(_ fault: CallerFault) {
        end(.protocolFault(fault))
    }

    /// A close frame arrived: the first goodbye, or the answer to ours.
    func callerSaidClose() {
        if let termination = machine.callerSocketClosed() { finish(termination) }
        caller.closeNow()
    }

    /// The socket is gone.
    func callerSocketClosed() {
        if let termination = machine.callerSocketClosed() { finish(termination) }
    }

    // MARK: Start

    private func started(_ start: StreamStart) {
        switch machine.streamStarted(at: now) {
        case .ignore: return
        case .end(let termination): return finish(termination)
        case .redeem: break
        }
        // Only the first one says whose stream this is.
        log[metadataKey: LogKey.call] = "\(start.callSid.prefix(64))"
        guard let writer = MediaStreamWriter(streamSid: start.streamSid) else { return callerFault(.badStreamID) }
        guard start.isTelephoneAudio else {
            let format = "\(start.encoding.prefix(40)) \(start.sampleRate) Hz \(start.channels) channels"
            return callerFault(.wrongFormat(format))
        }
        self.writer = writer
        if let wanted = services.settings.accountSID, wanted != start.accountSid {
            return end(.ticketRefused(.invalid))
        }
        session?.redeem(token: start.customParameters["token"], callSID: start.callSid)
    }

    /// The ticket office has answered.
    func ticketAnswered(_ answer: Result<CallTicket, TicketRefusal>) {
        switch answer {
        case .failure(let refusal): end(.ticketRefused(refusal))
        case .success(let ticket): open(ticket)
        }
        flush()
        arm()
    }

    private func open(_ ticket: CallTicket) {
        let key = greetingKey(of: ticket)
        let recording = services.greetings.recording(for: key)
        // Redeemed, so its place must be given back even if the caller has gone meanwhile.
        self.ticket = ticket
        commitments.knows(ticket.history?.commitments ?? [])
        guard case .open = machine.ticketRedeemed(for: ticket.tenant, hasRecording: recording != nil, at: now) else {
            guard case .ended(let termination) = machine.state else { return }
            services.recorder.record(.started, of: ticket)
            return services.recorder.record(.ended(termination, machine.figures), of: ticket)
        }
        log[metadataKey: LogKey.tenant] = "\(ticket.tenant.id)"
        log.info("call started", metadata: ["cora.pii.caller": "\(ticket.callerNumber)"])
        note("stream started")
        services.recorder.record(.started, of: ticket)
        pipeline = AudioPipeline(ticket.tenant.encoding)
        if let recording { play(recording, ticket.greeting) }
        flush()
        // A write that fails ends the call at once.
        if machine.termination == nil { dialModel(for: ticket.tenant) }
    }

    /// What this call's greeting is filed under.
    func greetingKey(of ticket: CallTicket) -> GreetingKey {
        services.dialer.greetingKey(for: ticket.tenant, saying: ticket.greeting)
    }

    // MARK: Audio

    private func mediaArrived(_ frame: MediaFrame, _ bytes: UnsafeRawBufferPointer) {
        guard frame.audioByteCount > 0 else { return }
        if let sequence = frame.sequence {
            if sequence <= lastSequence { machine.figures.framesOutOfOrder += 1 }
            lastSequence = sequence
        }
        switch machine.mediaArrived(bytes: frame.audioByteCount, timestamp: frame.timestamp, at: now) {
        case .forward(let silence):
            if silence > 0 { appendSilence(silence) }
            guard !model.isOverfull else { return modelBroke("the model's side does not read what it is sent") }
            append(frame, bytes)
        case .hold:
            var payload = ByteBuffer()
            frame.writePayload(from: bytes, into: &payload)
            machine.figures.framesDropped += held.hold(payload, bytes: frame.audioByteCount)
        case .end(let termination): finish(termination)
        case .drop: break
        }
    }

    private func append(_ frame: MediaFrame, _ bytes: UnsafeRawBufferPointer) {
        appended += frame.audioByteCount
        guard !frame.isPayloadEscaped else {
            var payload = ByteBuffer()
            frame.writePayload(from: bytes, into: &payload)
            return append(base64: payload)
        }
        model.write { pipeline.writeAppend(base64: UnsafeRawBufferPointer(rebasing: bytes[frame.payload]), into: &$0) }
    }

    private func append(base64: ByteBuffer) {
        base64.withUnsafeReadableBytes { bytes in
            model.write { pipeline.writeAppend(base64: bytes, into: &$0) }
        }
    }

    /// Gives the model's ear silence that the line did not bring.
    func appendSilence(_ milliseconds: Int) {
        appended += milliseconds * LineAudio.bytesPerMillisecond
        model.write { pipeline.writeSilence(milliseconds: milliseconds, into: &$0) }
    }

    /// Passes on what the caller said while the model was not ready.
    func releaseHeld() {
        while let payload = held.next() {
            appended += payload.bytes
            append(base64: payload.base64)
        }
    }

    // MARK: Marks and keys

    private func markReturned(_ name: String) {
        let mark = MarkName.mark(name)
        let outcome = machine.markReturned(mark, at: now)
        if outcome != .stray { answerHeard(turnClock.markReturned(mark, at: now)) }
        switch outcome {
        case .allHeard: for turn in transcript.allHeard() { keep(turn) }
        case .hangUp(let termination):
            for turn in transcript.allHeard() { keep(turn) }
            finish(termination)
        case .playing, .stray: break
        }
    }

    /// Carries out what a key led to.
    func carryOut(_ outcome: OnDigit) {
        switch outcome {
        case .wait, .ignore: break
        case .typed(let digits, let request):
            tell(.user, Directions.typed(digits))
            typed(digits)
            if let request { ask(request) }
        case .human(let request):
            if let request { ask(request) }
            recordTransfer()
        case .end(let termination): finish(termination)
        }
    }

    private func typed(_ digits: String) {
        itemsMade += 1
        let item = "typed_\(itemsMade)"
        log.info("user typed", metadata: [LogKey.text: "\(digits)"])
        if let turn = transcript.callerSaid(item, Directions.typed(digits)) { keep(turn) }
    }
}

/// Marks on the wire: `m` and their number.
enum MarkName {
    /// The name of a mark.
    static func name(_ mark: PlayoutClock.Mark) -> String { "m\(mark)" }

    /// The mark of a name; nil for a name we never gave.
    static func mark(_ name: String) -> PlayoutClock.Mark? {
        name.first == "m" ? Int(name.dropFirst()) : nil
    }
}
