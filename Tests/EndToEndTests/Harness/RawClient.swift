import CoraWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A websocket client of nothing but NIO, which shares no code with either side under test. What it receives ends with an
/// error when the connection is reset.
struct RawClient: Sendable {
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

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            continuation.finish(throwing: error)
            context.close(promise: nil)
        }
    }
}
