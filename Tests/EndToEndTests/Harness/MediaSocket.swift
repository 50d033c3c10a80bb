import CoraSession
import CoraTwilio
import CoraWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import Synchronization

/// The carrier's end of one media socket: sends what a test wants, right or wrong, plays what it is sent on a clock of
/// its own, and returns marks when their audio has been played.
struct MediaSocket: Sendable {
    /// What the server did.
    enum Event: Sendable, Equatable {
        case media([UInt8])
        case mark(String)
        /// The buffer was emptied after so much audio had been played, all in all.
        case clear(playedMilliseconds: Int)
        case pong(String)
        /// A message that Twilio would not understand.
        case violation(String)
        case close(Int)
        case gone
    }

    static let accountSID = "AC00000000000000000000000000000001"

    let callSID: String
    let heard: Ledger<Event>
    private let channel: any Channel
    private let carrier: NIOLoopBound<VirtualCarrier>
    private let heardAudio: HeardBytes

    /// - Throws: `WebSocketDialError`.
    static func dial(
        port: Int, headers: HTTPHeaders, callSID: String, host: String = "127.0.0.1", tls: NIOSSLContext? = nil
    ) async throws -> MediaSocket {
        let (heard, heardAudio) = (Ledger<Event>(), HeardBytes())
        let address = WebSocketAddress(host: host, port: port, target: "/twilio/media", isSecure: tls != nil)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await WebSocketClient.connect(
            to: address, headers: headers, on: loop, tls: tls.map { .boringSSL($0) }, timeout: .seconds(5)
        ) { channel in
            try WebSocketFrames.addHandlers(to: channel, maxFrameSize: 1 << 24, isServer: false)
            let carrier = VirtualCarrier(heard, heardAudio)
            try channel.pipeline.syncOperations.addHandler(carrier)
            return MediaSocket(
                callSID: callSID, heard: heard, channel: channel,
                carrier: NIOLoopBound(carrier, eventLoop: channel.eventLoop), heardAudio: heardAudio)
        }.get()
    }

    // MARK: Right

    /// `connected` and `start`.
    func start(
        token: String?, callSID: String? = nil, streamSID: String = "MZ000000000000000000000000000000a1",
        encoding: String = "audio/x-mulaw"
    ) async throws {
        let start = StreamStart(
            streamSid: streamSID, callSid: callSID ?? self.callSID, accountSid: Self.accountSID, encoding: encoding,
            sampleRate: 8_000, channels: 1, customParameters: token.map { ["token": $0] } ?? [:])
        try await onLoop { $0.start(start) }
    }

    /// The caller's audio, in frames of 20 ms, all at once.
    func say(_ audio: [UInt8]) async throws {
        try await onLoop { $0.say(audio) }
    }

    /// A sentence: loud enough to be heard, and the silence that ends it.
    func saySomething() async throws {
        try await say(Tone.muLaw(hertz: 400, milliseconds: 300) + Tone.silence(milliseconds: 800))
    }

    /// A key.
    func press(_ digit: Character) async throws {
        try await onLoop { $0.press(digit) }
    }

    /// The caller hangs up.
    func hangUp() async throws {
        try await onLoop { $0.hangUp() }
    }

    /// How much has been played so far, in milliseconds.
    func playedMilliseconds() async throws -> Int {
        try await channel.eventLoop.submit { carrier.value.playedMilliseconds }.get()
    }

    /// The latest that this end has run so far, in milliseconds: its figures are wrong by as much.
    func lateness() async throws -> Int {
        try await channel.eventLoop.submit { carrier.value.lateness }.get()
    }

    /// Waits until nothing is left to be played.
    func isQuiet() async throws {
        try await eventually("quiet") { try await channel.eventLoop.submit { carrier.value.isQuiet }.get() }
    }

    /// Waits until so much audio has been played, all in all.
    func hasPlayed(_ milliseconds: Int) async throws {
        try await eventually("\(milliseconds) ms played") { try await playedMilliseconds() >= milliseconds }
    }

    // MARK: Wrong

    /// A message as it stands.
    func send(_ text: String) async throws {
        try await send(.text, ByteBuffer(string: text))
    }

    /// A frame as it stands.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, isFinal: Bool = true, isMasked: Bool = true) async throws {
        let key: WebSocketMaskingKey? = isMasked ? [1, 2, 3, 4] : nil
        try await channel.writeAndFlush(WebSocketFrame(fin: isFinal, opcode: opcode, maskKey: key, data: data))
    }

    /// The connection is gone without a word.
    func drop() async { try? await channel.close() }

    // MARK: Heard

    /// The code of the server's close frame.
    func closeCode() async throws -> Int? {
        let event = try await heard.first("the server's close frame") { event in
            switch event {
            case .close, .gone: true
            default: false
            }
        }
        if case .close(let code) = event { return code }
        return nil
    }

    /// Waits for that much audio.
    func hears(bytes: Int) async throws {
        try await eventually("\(bytes) bytes of audio") { audio.count >= bytes }
    }

    /// All audio so far.
    var audio: [UInt8] { heardAudio.bytes.withLock { $0 } }

    /// Messages that Twilio would not have understood.
    var violations: [String] {
        heard.events.compactMap { if case .violation(let what) = $0 { what } else { nil } }
    }

    private func onLoop(_ body: @escaping @Sendable (VirtualCarrier) -> Void) async throws {
        try await channel.eventLoop.submit { body(carrier.value) }.get()
    }
}

/// The audio that arrived, in one piece.
private final class HeardBytes: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

/// Plays at eight bytes a millisecond. Loop-bound.
private final class VirtualCarrier: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private static let tick = TimeAmount.milliseconds(10)

    private let heard: Ledger<MediaSocket.Event>
    private let heardAudio: HeardBytes
    private var writer: MediaStreamEventWriter?
    private var streamSID = ""
    private var context: ChannelHandlerContext?
    private var queued = 0
    private var playedUntil = NIODeadline.now()
    private var marks: [String] = []
    private var timestamp = 100
    private(set) var lateness = 0

    init(_ heard: Ledger<MediaSocket.Event>, _ heardAudio: HeardBytes) {
        self.heard = heard
        self.heardAudio = heardAudio
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watchClock()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) { heard.append(.gone) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text: receive(payload)
        case .binary: heard.append(.violation("a binary frame"))
        case .ping: write(.pong, payload)
        case .pong: heard.append(.pong(String(buffer: payload)))
        case .connectionClose:
            heard.append(.close(payload.readInteger(as: UInt16.self).map { Int($0) } ?? 1_005))
            write(.connectionClose, frame.unmaskedData)
            context.close(promise: nil)
        default: break
        }
    }

    private func watchClock() {
        guard let context else { return }
        let due = NIODeadline.now() + Self.tick
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            self.lateness = max(self.lateness, Int((NIODeadline.now() - due).nanoseconds / 1_000_000))
            self.watchClock()
        }
    }

    private func receive(_ message: ByteBuffer) {
        let command = message.withUnsafeReadableBytes { bytes in
            Result { () throws(MediaStreamError) in try MediaStreamCommand.decode(bytes, streamSid: streamSID) }
        }
        switch command {
        case .success(.media(let frame)):
            var payload = ByteBuffer()
            message.withUnsafeReadableBytes { frame.writePayload(from: $0, into: &payload) }
            let audio = bytes(ofBase64: String(buffer: payload))
            queued += audio.count
            playedUntil = max(playedUntil, .now()) + .microseconds(Int64(audio.count) * 125)
            heardAudio.bytes.withLock { $0 += audio }
            heard.append(.media(audio))
        case .success(.mark(let name)):
            marks.append(name)
            heard.append(.mark(name))
            context?.eventLoop.assumeIsolated().scheduleTask(deadline: playedUntil) { self.playedTo(name) }
        case .success(.clear):
            queued = played
            playedUntil = .now()
            heard.append(.clear(playedMilliseconds: queued / 8))
            for mark in marks { returnMark(mark) }
            marks = []
        case .failure(let error): heard.append(.violation(error.message))
        }
    }

    private var played: Int {
        queued - Int(max((playedUntil - .now()).nanoseconds, 0) / 125_000)
    }

    var playedMilliseconds: Int { played / 8 }

    var isQuiet: Bool { playedUntil <= .now() }

    private func playedTo(_ mark: String) {
        guard let index = marks.firstIndex(of: mark) else { return }
        for mark in marks[...index] { returnMark(mark) }
        marks.removeFirst(index + 1)
    }

    private func returnMark(_ name: String) {
        write { $0.writeMark(name, into: &$1) }
    }

    func start(_ start: StreamStart) {
        streamSID = start.streamSid
        writer = MediaStreamEventWriter(start)
        write { writer, buffer in writer.writeConnected(into: &buffer) }
        write { $0.writeStart(into: &$1) }
    }

    func say(_ audio: [UInt8]) {
        for start in stride(from: 0, to: audio.count, by: 160) {
            timestamp += 20
            audio[start..<min(start + 160, audio.count)].withUnsafeBytes { frame in
                write { $0.writeMedia(audio: frame, timestamp: timestamp, into: &$1) }
            }
        }
    }

    func press(_ digit: Character) {
        write { $0.writeDTMF(digit, into: &$1) }
    }

    /// `stop`; the server closes. Closing here with its audio unread would make the kernel reset the connection, and
    /// `stop` might never be read.
    func hangUp() {
        write { $0.writeStop(into: &$1) }
    }

    private func write(_ body: (inout MediaStreamEventWriter, inout ByteBuffer) -> Void) {
        guard var writer else { return }
        var buffer = ByteBuffer()
        body(&writer, &buffer)
        self.writer = writer
        write(.text, buffer)
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: [5, 6, 7, 8], data: data)
        context?.writeAndFlush(NIOAny(frame), promise: nil)
    }
}
