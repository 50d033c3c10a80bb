import CoraStandIn
import CoraWire
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Testing

@Suite(.serialized)
struct StandInSocketTests {
    @Test func `session.created comes with the 101, a session is opened and closed, and the close is answered`()
        async throws
    {
        try await withServer(StandInConfiguration()) { server, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("session.created"))
            #expect(server.sessionsOpen == 1)
            try await frames.send(#"{"type":"session.update","session":{"type":"realtime"}}"#)
            #expect(try await iterator.next() == .text("session.updated"))
            try await frames.close(.normalClosure)
            #expect(try await iterator.next() == .close(1_000))
            #expect(try await iterator.next() == nil)
        }
    }

    @Test func `a wrong key is told so after the 101, and closed with 3000`() async throws {
        try await withServer(StandInConfiguration()) { _, port in
            let frames = try await RawClient.connect(
                port: port, uri: "/v1/realtime?model=gpt-realtime", key: "sk-wrong")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("error"))
            #expect(try await iterator.next() == .close(3_000))
        }
    }

    @Test func `a frame that is not masked closes the connection (RFC 6455 section 5.1)`() async throws {
        try await withServer(StandInConfiguration()) { _, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("session.created"))
            try await frames.write(.text, ByteBuffer(string: "{}"), maskKey: nil)
            #expect(try await iterator.next() == .close(1_002))
        }
    }

    @Test func `an upgrade is refused with the status asked for`() async throws {
        let faults = StandInFaults(refusedUpgradeStatus: 503)
        try await withServer(StandInConfiguration(faults: faults)) { _, port in
            await #expect(throws: RawClient.Refused.self) {
                _ = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            }
        }
    }

    @Test func `a connection that breaks in the middle of an answer ends without a close frame`() async throws {
        let configuration = StandInConfiguration(
            thinkingTime: .zero, pacing: .immediate, faults: StandInFaults(abortAfterAudioDeltas: 1))
        try await withServer(configuration) { _, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            try await frames.send(#"{"type":"response.create"}"#)
            var last: RawClient.Received?
            for try await frame in frames.received { last = frame }
            #expect(last == .text("response.output_audio.delta"))
        }
    }

    private func withServer(
        _ configuration: StandInConfiguration, _ body: (StandInServer, Int) async throws -> Void
    ) async throws {
        let server = StandInServer(configuration: configuration, logger: Logger(label: "standin"))
        let port = try await server.start()
        do {
            try await body(server, port)
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }
}

/// A websocket client of nothing but NIO, which shares no code with either side under test.
private struct RawClient: Sendable {
    /// The server did not upgrade.
    struct Refused: Error {}

    /// What came: the `type` of an event, or the code of a close frame.
    enum Received: Sendable, Equatable {
        case text(String)
        case close(Int)
    }

    let channel: any Channel
    let received: AsyncThrowingStream<Received, any Error>

    static func connect(port: Int, uri: String, key: String = "sk-test") async throws -> RawClient {
        let (received, continuation) = AsyncThrowingStream.makeStream(of: Received.self)
        let upgraded = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = NIOTypedWebSocketClientUpgrader<(any Channel)?>(maxFrameSize: 1 << 24) {
                        channel, _ in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                            return channel
                        }
                    }
                    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri)
                    head.headers.add(name: "host", value: "127.0.0.1")
                    head.headers.add(name: "authorization", value: "Bearer \(key)")
                    var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
                        upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                            upgradeRequestHead: head, upgraders: [upgrader],
                            notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededFuture(nil) }))
                    // The server's first event comes with its 101.
                    configuration.leftOverBytesStrategy = .forwardBytes
                    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: configuration)
                }
            }.get()
        guard let channel = upgraded else { throw Refused() }
        return RawClient(channel: channel, received: received)
    }

    func send(_ text: String) async throws {
        try await write(.text, ByteBuffer(string: text))
    }

    func close(_ code: WebSocketErrorCode) async throws {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        try await write(.connectionClose, data)
    }

    func write(
        _ opcode: WebSocketOpcode, _ data: ByteBuffer, maskKey: WebSocketMaskingKey? = .random()
    ) async throws {
        try await channel.writeAndFlush(
            WebSocketFrame(fin: true, opcode: opcode, maskKey: maskKey, data: data))
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame

        private let continuation: AsyncThrowingStream<Received, any Error>.Continuation

        init(_ continuation: AsyncThrowingStream<Received, any Error>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            var payload = frame.data
            switch frame.opcode {
            case .text: continuation.yield(.text((try? JSON.parse(payload))?["type"]?.string ?? "?"))
            case .connectionClose:
                continuation.yield(.close(payload.readInteger(as: UInt16.self).map { Int($0) } ?? 0))
            default: break
            }
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
