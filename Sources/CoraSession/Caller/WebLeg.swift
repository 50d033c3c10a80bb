import CoraCall
import CoraTenant
import CoraWeb
import CoraWire
import Logging
import NIOCore

/// A web client's socket (`Config/web-protocol.md`): reads what the client says and sends, and writes what the caller
/// hears and reads. Its audio is the model's own, so both directions pass through as they stand; or the browser has it
/// from the model itself, and only phrases of ours come over this socket. Loop-bound.
final class WebLeg: SocketLeg {
    let socket = MediaSocket(isClient: false)
    let abilities: LegAbilities

    /// Which way the audio goes.
    private let media: WebMedia
    /// What the client presented with the upgrade; nil if its first message is the hello.
    private let hello: WebHello?
    private var intake: WebIntake
    private var playback = WebPlayback()
    private var speech = WebSpeech()
    /// Audio of the caller that waits for the rest of its block.
    private var waiting = ByteBuffer()
    private var base64 = ByteBuffer()
    private var hasStarted = false
    /// The session's id, and a number of the business for those who would go on by telephone.
    private var session = ""
    private var telephone: String?
    /// Ends a session whose page is gone, where no audio tells that.
    private var watch: HeartbeatWatch?

    /// - Parameter now: when the socket was upgraded.
    init(_ hello: WebHello?, media: WebMedia, at now: CallInstant) {
        self.hello = hello
        self.media = media
        let way: LegAbilities = media == .webrtc ? .connectsToModel : .media
        abilities = [way, .clears, .tellsWhatWasHeard, .playsRecordings, .shows]
        intake = WebIntake(at: now)
    }

    var isOpen: Bool { socket.isOpen }
    var isOverfull: Bool { socket.isOverfull }
    var pendingBytes: Int { socket.pendingBytes }

    func prepare(for ticket: CallTicket) -> AudioEncoding {
        telephone = ticket.tenant.humanNumber
        write(.ready(session: session, agent: ticket.tenant.agentName, media: media))
        return .pcm16
    }

    // MARK: From the client

    func begin(_ core: CallCore) {
        if let hello { start(hello, core) }
    }

    func receiveText(_ message: UnsafeRawBufferPointer, _ core: CallCore) {
        guard mayRead(core) else { return }
        do throws(WebMessageError) {
            take(try WebMessage.decode(message), core)
        } catch {
            core.take(.callerFault(.notAMessage("\(error)")))
        }
    }

    /// Takes a frame of the caller's audio. Audio path: allocates nothing once its buffers have grown.
    func receiveBinary(_ message: UnsafeRawBufferPointer, _ core: CallCore) {
        guard mayRead(core) else { return }
        guard media == .socket else { return core.take(.callerFault(.binaryFrame)) }
        guard hasStarted else { return core.take(.callerFault(.beforeStart("audio"))) }
        switch intake.audioArrived(bytes: message.count, at: core.now) {
        case .tooFast(let what): core.take(.callerFault(.tooFast(what)))
        case .pass(let bytes):
            waiting.writeBytes(message)
            if bytes > 0 { pass(bytes, core) }
        }
    }

    /// Whether a frame may be read: the session is not over, the client is not too fast and reads what it is sent.
    private func mayRead(_ core: CallCore) -> Bool {
        guard isOpen else { return false }
        watch?.heard(at: core.now)
        if let what = intake.frameArrived(at: core.now) {
            core.take(.callerFault(.tooFast(what)))
            return false
        }
        guard !isOverfull else {
            core.take(.end(.callerSocketLost))
            return false
        }
        return true
    }

    private func pass(_ bytes: Int, _ core: CallCore) {
        base64.clear()
        waiting.withUnsafeReadableBytes { Base64.encode(.init(rebasing: $0[..<bytes]), into: &base64) }
        waiting.moveReaderIndex(forwardBy: bytes)
        if waiting.readableBytes == 0 { waiting.clear() } else { waiting.discardReadBytes() }
        let line = bytes / WebAudio.blockBytes * WebAudio.blockLineBytes
        base64.withUnsafeReadableBytes { core.callerAudio($0, bytes: line, timestamp: nil, sequence: nil) }
    }

    private func take(_ message: WebMessage, _ core: CallCore) {
        switch message {
        case .hello(let hello): start(hello, core)
        case .played(let position): played(position, core)
        case .figures(let figures): measured(figures, core)
        case .heartbeat(let id): write(.heartbeat(id: id))
        case .peer(let number, let state): told(number, state, core)
        case .attached(let number, let call): core.peerAttached(number, call: call)
        case .bye: core.take(.callerHungUp)
        case .unknown(let type):
            core.log.debug("unknown message from a web client", metadata: ["cora.event": "\(type.prefix(40))"])
            core.take(.unknownFromCaller)
            write(.ignored("messages of the type \(type.prefix(40)) are not known"))
        }
    }

    private func start(_ hello: WebHello, _ core: CallCore) {
        let claim = TicketClaim(token: hello.token, callSID: hello.session)
        // Only the first hello says which session it is.
        guard !hasStarted else { return core.take(.legStarted(claim)) }
        guard WebHello.isSession(hello.session) else { return core.take(.callerFault(.badStreamID)) }
        hasStarted = true
        if media == .webrtc { watch = HeartbeatWatch(core) }
        session = hello.session
        core.named(hello.session)
        core.take(.legStarted(claim))
    }

    private func told(_ number: Int, _ state: PeerState, _ core: CallCore) {
        switch state {
        case .connected: core.peerConnected(number)
        case .lost, .failed: core.peerLost(number)
        }
    }

    private func played(_ position: Int, _ core: CallCore) {
        guard hasStarted else { return core.take(.callerFault(.beforeStart("a report"))) }
        switch playback.reported(position) {
        case .impossible: core.take(.callerFault(.impossiblePlayback))
        case .late: break
        case .heard(let bytes):
            while let mark = playback.nextMark() { core.take(.markReturned(mark)) }
            core.take(.heard(bytes: bytes))
        }
    }

    private func measured(_ figures: PageFigures, _ core: CallCore) {
        guard hasStarted else { return core.take(.callerFault(.beforeStart("a report"))) }
        if intake.figuresArrived(at: core.now) { core.take(.pageMeasured(figures)) }
    }

    // MARK: To the client

    func beginItem() { speech.beginItem() }

    func play(base64: UnsafeRawBufferPointer, byteCount: Int) -> Int {
        var samples = 0
        socket.write(as: .binary) { samples = speech.write(base64: base64, into: &$0) }
        return playback.played(samples: samples)
    }

    func playTail() -> Int { 0 }

    func play(line audio: UnsafeRawBufferPointer) {
        var samples = 0
        socket.write(as: .binary) { samples = speech.write(line: audio, into: &$0) }
        _ = playback.played(samples: samples)
    }

    func lastLine(base64: UnsafeRawBufferPointer) -> [UInt8] { speech.line(base64: base64) }

    func mark(_ mark: PlayoutClock.Mark) { playback.wait(for: mark) }

    func clear() {
        speech.beginItem()
        write(.clear(position: playback.clear()))
    }

    func ask(for peer: PeerRequest) {
        write(.offer(number: peer.number, key: peer.key, path: "/session/\(session)/offer", peer.why))
    }

    func use(peer number: Int) { write(.use(number: number)) }

    func show(_ what: Shown) { write(WebEvent(what)) }

    func flush() { socket.flush() }

    func close(_ termination: Termination) {
        watch?.end()
        watch = nil
        let close = WebClose(termination)
        write(.goodbye(close, telephone: termination.nextStep == .apologise ? telephone : nil))
        socket.close(close.code, reason: close.word, patience: Self.closePatience)
    }

    private func write(_ event: WebEvent) {
        socket.write { event.write(into: &$0) }
    }

    // MARK: To the model

    func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer) {
        append.writeBytes(base64)
    }

    func writeSilence(milliseconds: Int, into append: inout ByteBuffer) {
        let silence = ByteBuffer(repeating: 0, count: milliseconds * WebAudio.bytesPerMillisecond)
        silence.withUnsafeReadableBytes { Base64.encode($0, into: &append) }
    }
}
