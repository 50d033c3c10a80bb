import CoraCall
import CoraTenant
import CoraTwilio
import Logging
import NIOCore

/// The carrier's media socket (Twilio, "Media Streams: WebSocket messages"): reads what the carrier says and writes
/// what the caller hears. Loop-bound.
final class CarrierLeg: SocketLeg {
    let socket = MediaSocket(isClient: false)
    private let accountSID: String?
    private var writer: MediaStreamWriter?
    private var pipeline = AudioPipeline(.pcmu)
    private var hasStarted = false

    /// - Parameter accountSID: the account whose streams are accepted; nil for any.
    init(accountSID: String?) {
        self.accountSID = accountSID
    }

    let abilities = LegAbilities.telephone
    var isOpen: Bool { socket.isOpen }
    var isOverfull: Bool { socket.isOverfull }
    var pendingBytes: Int { socket.pendingBytes }

    func prepare(for ticket: CallTicket) -> AudioEncoding {
        pipeline = AudioPipeline(ticket.tenant.encoding)
        return ticket.tenant.encoding
    }

    // MARK: From the carrier

    func begin(_ core: CallCore) {}

    func receiveBinary(_ message: UnsafeRawBufferPointer, _ core: CallCore) {
        core.take(.callerFault(.binaryFrame))
    }

    /// Takes a text message of the carrier. Audio path.
    func receiveText(_ message: UnsafeRawBufferPointer, _ core: CallCore) {
        do throws(MediaStreamError) {
            try take(MediaStreamMessage.decode(message), message, core)
        } catch {
            misunderstood(error, core)
        }
    }

    private func take(_ message: MediaStreamMessage, _ bytes: UnsafeRawBufferPointer, _ core: CallCore) {
        switch message {
        case .media(let frame): take(frame, bytes, core)
        case .mark(let name): core.take(.markReturned(MarkName.mark(name)))
        case .dtmf(let digit): core.take(.digitPressed(digit))
        case .start(let start): take(start, core)
        case .stop: core.take(.callerHungUp)
        case .connected: core.arm()
        case .unknown(let event):
            core.log.debug("unknown event from the carrier", metadata: ["cora.event": "\(event.prefix(40))"])
            core.take(.unknownFromCaller)
        }
    }

    private func take(_ frame: MediaFrame, _ bytes: UnsafeRawBufferPointer, _ core: CallCore) {
        guard frame.audioByteCount > 0 else { return }
        guard frame.isPayloadEscaped else {
            return core.callerAudio(
                UnsafeRawBufferPointer(rebasing: bytes[frame.payload]), bytes: frame.audioByteCount,
                timestamp: frame.timestamp, sequence: frame.sequence)
        }
        var payload = ByteBuffer()
        frame.writePayload(from: bytes, into: &payload)
        payload.withUnsafeReadableBytes { base64 in
            core.callerAudio(
                base64, bytes: frame.audioByteCount, timestamp: frame.timestamp, sequence: frame.sequence)
        }
    }

    private func misunderstood(_ error: MediaStreamError, _ core: CallCore) {
        if case .badPayload = error.code {
            core.take(.brokenMedia(error.message))
        } else {
            core.take(.callerFault(.notAMessage(error.message)))
        }
    }

    private func take(_ start: StreamStart, _ core: CallCore) {
        let claim = TicketClaim(token: start.customParameters["token"], callSID: start.callSid)
        // Only the first `start` says which call the stream belongs to.
        guard !hasStarted else { return core.take(.legStarted(claim)) }
        hasStarted = true
        core.named(start.callSid)
        guard let writer = MediaStreamWriter(streamSid: start.streamSid) else {
            return core.take(.callerFault(.badStreamID))
        }
        guard start.isTelephoneAudio else {
            let format = "\(start.encoding.prefix(40)) \(start.sampleRate) Hz \(start.channels) channels"
            return core.take(.callerFault(.wrongFormat(format)))
        }
        self.writer = writer
        if let accountSID, accountSID != start.accountSid { return core.take(.ticketRefused(.invalid)) }
        core.take(.legStarted(claim))
    }

    // MARK: To the carrier

    func beginItem() { pipeline.beginItem() }

    func play(base64: UnsafeRawBufferPointer, byteCount: Int) -> Int {
        guard let writer else { return 0 }
        var line = 0
        socket.write { line = pipeline.writeMedia(base64: base64, byteCount: byteCount, with: writer, into: &$0) }
        return line
    }

    func playTail() -> Int {
        guard let writer else { return 0 }
        var line = 0
        socket.write { line = pipeline.writeTail(with: writer, into: &$0) }
        return line
    }

    func play(line audio: UnsafeRawBufferPointer) {
        guard let writer else { return }
        socket.write { writer.writeMediaEncoding(audio: audio, into: &$0) }
    }

    func lastLine(base64: UnsafeRawBufferPointer) -> [UInt8] { pipeline.line(base64: base64) }

    func mark(_ mark: PlayoutClock.Mark) {
        guard let writer else { return }
        socket.write { writer.writeMark(MarkName.name(mark), into: &$0) }
    }

    func clear() {
        guard let writer else { return }
        socket.write { writer.writeClear(into: &$0) }
    }

    func show(_ what: Shown) {}

    func flush() { socket.flush() }

    func close(_ termination: Termination) { socket.close(termination.closeCode, patience: Self.closePatience) }

    // MARK: To the model

    func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer) {
        pipeline.writeAudio(base64: base64, into: &append)
    }

    func writeSilence(milliseconds: Int, into append: inout ByteBuffer) {
        pipeline.writeSilence(milliseconds: milliseconds, into: &append)
    }
}

/// The names of marks on the wire: `m` and the mark's number.
enum MarkName {
    /// The name of a mark.
    static func name(_ mark: PlayoutClock.Mark) -> String { "m\(mark)" }

    /// The mark of a name; nil for a name that is not of our form.
    static func mark(_ name: String) -> PlayoutClock.Mark? {
        name.first == "m" ? Int(name.dropFirst()) : nil
    }
}
