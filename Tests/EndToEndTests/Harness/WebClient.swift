import CoraSession
import CoraWeb
import CoraWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization
import Testing

/// A web client's end of one session: sends what a test wants, right or wrong, plays what it is sent in real time and
/// reports what it has played.
struct WebClient: Sendable {
    /// What the server did.
    enum Event: Sendable, Equatable {
        /// A message.
        case told(JSON)
        /// So many bytes of audio.
        case audio(Int)
        case close(Int, String)
        case gone
    }

    /// How the server ended a session.
    struct Ending: Sendable, Equatable {
        /// The code and the reason of the close frame.
        var code: Int
        var word: String
        /// The reason of the goodbye before it.
        var goodbye: String

        init(_ code: Int, _ word: String, goodbye: String? = nil) {
            self.code = code
            self.word = word
            self.goodbye = goodbye ?? word
        }
    }

    let session: String
    let heard: Ledger<Event>
    private let channel: any Channel
    private let player: NIOLoopBound<Player>

    /// - Throws: `WebSocketDialError`.
    static func dial(
        port: Int, session: String, headers: HTTPHeaders = [:]
    ) async throws -> WebClient {
        let heard = Ledger<Event>()
        let address = WebSocketAddress(host: "127.0.0.1", port: port, target: "/web/media", isSecure: false)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await WebSocketClient.connect(
            to: address, headers: headers, on: loop, tls: nil, timeout: .seconds(5)
        ) { channel in
            try WebSocketFrames.addHandlers(to: channel, maxFrameSize: 1 << 24, isServer: false)
            let player = Player(heard)
            try channel.pipeline.syncOperations.addHandler(player)
            return WebClient(
                session: session, heard: heard, channel: channel,
                player: NIOLoopBound(player, eventLoop: channel.eventLoop))
        }.get()
    }

    // MARK: What it says

    /// Sends one message.
    func say(_ message: WebMessage) async throws {
        var data = ByteBuffer()
        message.write(into: &data)
        try await send(.text, data)
    }

    /// Sends the caller's audio in blocks of 20 ms, all at once.
    func say(_ audio: [UInt8]) async throws {
        for start in stride(from: 0, to: audio.count, by: WebAudio.blockBytes) {
            let block = audio[start..<min(start + WebAudio.blockBytes, audio.count)]
            channel.write(
                WebSocketFrame(fin: true, opcode: .binary, maskKey: [1, 2, 3, 4], data: ByteBuffer(bytes: block)),
                promise: nil)
        }
        channel.flush()
    }

    /// A sentence: loud enough to be heard, and the silence that ends it.
    func saySomething() async throws {
        try await say(Tone.pcm(hertz: 400, milliseconds: 300) + [UInt8](repeating: 0, count: 800 * 48))
    }

    /// A frame as it stands.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, isMasked: Bool = true) async throws {
        let key: WebSocketMaskingKey? = isMasked ? [1, 2, 3, 4] : nil
        try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, maskKey: key, data: data))
    }

    /// The connection is gone without a word.
    func drop() async { try? await channel.close() }

    // MARK: What it is told

    /// Waits for a message of that type, and one more thing that holds for it.
    @discardableResult
    func told(_ type: String, where matches: @escaping @Sendable (JSON) -> Bool = { _ in true }) async throws -> JSON {
        let event = try await heard.first("a message \(type)") { event in
            if case .told(let json) = event { json["type"]?.string == type && matches(json) } else { false }
        }
        guard case .told(let json) = event else { return .null }
        return json
    }

    /// Waits for the server's close frame.
    func ending() async throws -> Ending {
        let event = try await heard.first("the server's close frame") { event in
            switch event {
            case .close, .gone: true
            case .told, .audio: false
            }
        }
        let goodbye = heard.events.compactMap { event in
            if case .told(let json) = event, json["type"] == "goodbye" { json["reason"]?.string } else { nil }
        }
        guard case .close(let code, let word) = event else {
            return Ending(0, "gone", goodbye: goodbye.last ?? "")
        }
        return Ending(code, word, goodbye: goodbye.last ?? "")
    }

    /// How many bytes of the agent's audio came.
    var audioBytes: Int { heard.events.reduce(0) { if case .audio(let count) = $1 { $0 + count } else { $0 } } }
}

/// Plays at 48 bytes a millisecond. Loop-bound.
private final class Player: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let heard: Ledger<WebClient.Event>
    private var context: ChannelHandlerContext?
    private var received = 0
    private var playsUntil = NIODeadline.now()
    private var isReporting = false

    init(_ heard: Ledger<WebClient.Event>) {
        self.heard = heard
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }
    func channelInactive(context: ChannelHandlerContext) { heard.append(.gone) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text: told(payload)
        case .binary: play(payload.readableBytes)
        case .ping: write(.pong, payload)
        case .connectionClose:
            let code = payload.readInteger(as: UInt16.self).map { Int($0) } ?? 1_005
            heard.append(.close(code, String(buffer: payload)))
            write(.connectionClose, frame.unmaskedData)
            context.close(promise: nil)
        default: break
        }
    }

    private func told(_ message: ByteBuffer) {
        guard let json = try? JSON.parse(message) else { return }
        if json["type"] == "clear" {
            received = json["position"]?.int ?? received
            playsUntil = .now()
        }
        heard.append(.told(json))
    }

    private func play(_ bytes: Int) {
        heard.append(.audio(bytes))
        received += bytes / WebAudio.bytesPerSample
        playsUntil = max(playsUntil, .now()) + .nanoseconds(Int64(bytes) * 1_000_000 / 48)
        if !isReporting { report() }
    }

    private var played: Int {
        received - Int(max((playsUntil - .now()).nanoseconds, 0) * 24 / 1_000_000)
    }

    private func report() {
        guard let context else { return }
        isReporting = playsUntil > .now()
        var data = ByteBuffer()
        WebMessage.played(position: max(played, 0)).write(into: &data)
        write(.text, data)
        guard isReporting else { return }
        let due = min(.now() + .milliseconds(100), playsUntil)
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.report() }
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: [5, 6, 7, 8], data: data)
        context?.writeAndFlush(NIOAny(frame), promise: nil)
    }
}

extension Tone {
    /// Little-endian 16-bit samples, 24 kHz.
    static func pcm(hertz: Double, milliseconds: Int) -> [UInt8] {
        OneNote(hertz: hertz, milliseconds: milliseconds).samples(for: "").flatMap { sample in
            [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
        }
    }
}
