import CoraSession
package import NIOCore
package import NIOHTTP1
import NIOPosix
package import NIOWebSocket

/// The end that speaks over a probe's socket. Loop-bound.
package protocol ProbeEnd: AnyObject {
    /// The socket is open.
    func opened(_ socket: ProbeSocket)
    /// A text message arrived at that moment of the monotonic clock.
    func received(_ text: ByteBuffer, at now: UInt64)
    /// A binary message arrived. Ends whose protocol has none ignore it.
    func receivedBinary(_ bytes: ByteBuffer)
    /// The socket is gone.
    func closed()
}

extension ProbeEnd {
    package func receivedBinary(_ bytes: ByteBuffer) {}

    package func closed() {}
}

/// A websocket of a probe: messages in, messages out, each flushed at once. Loop-bound.
package final class ProbeSocket: ChannelInboundHandler {
    package typealias InboundIn = WebSocketFrame
    package typealias OutboundOut = WebSocketFrame

    /// The largest message of a probe.
    package static let maxFrameSize = 1 << 20

    private let end: any ProbeEnd
    private let mask: WebSocketMaskingKey?
    private var context: ChannelHandlerContext?

    /// - Parameter isClient: whether frames are masked.
    package init(_ end: any ProbeEnd, isClient: Bool) {
        self.end = end
        mask = isClient ? .random() : nil
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // NIO's client refuses writes until its upgrade is through: see `dial`.
        if mask == nil { end.opened(self) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end.closed()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = Stamp.now
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: end.received(frame.unmaskedData, at: now)
        case .binary: end.receivedBinary(frame.unmaskedData)
        case .connectionClose: context.close(promise: nil)
        default: break
        }
    }

    package func send(_ text: ByteBuffer) {
        send(text, as: .text)
    }

    package func sendBinary(_ bytes: ByteBuffer) {
        send(bytes, as: .binary)
    }

    private func send(_ data: ByteBuffer, as opcode: WebSocketOpcode) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: mask, data: data)
        context?.writeAndFlush(NIOAny(frame), promise: nil)
    }

    package func close() {
        context?.close(promise: nil)
    }
}

extension ProbeSocket {
    /// Dials a socket on `loop`; what `makeEnd` makes there speaks over it.
    package static func dial(
        port: Int, target: String, headers: HTTPHeaders = [:], on loop: any EventLoop,
        makeEnd: @escaping @Sendable () -> any ProbeEnd
    ) async throws {
        try await WebSocketClient.connect(
            to: WebSocketAddress(host: "127.0.0.1", port: port, target: target, isSecure: false), headers: headers,
            on: loop, tls: nil, timeout: .seconds(5)
        ) { channel in
            try WebSocketFrames.addHandlers(to: channel, maxFrameSize: maxFrameSize, isServer: false)
            let socket = ProbeSocket(makeEnd(), isClient: true)
            try channel.pipeline.syncOperations.addHandler(socket)
            return NIOLoopBound(socket, eventLoop: channel.eventLoop)
        }.map { $0.value.end.opened($0.value) }.get()
    }

    /// Listens on a free port of the loopback address.
    /// - Parameters:
    ///   - answer: answers requests that ask for no socket; nil to close their connections.
    ///   - makeEnd: makes who speaks over a socket that was opened for a path; called on `loop`.
    /// - Returns: the listening channel.
    package static func listen(
        on loop: any EventLoop, answer: ProbeRequests.Answering? = nil,
        makeEnd: @escaping @Sendable (String) -> any ProbeEnd
    ) async throws -> any Channel {
        try await listen(on: loop, answer: answer) { channel, path in
            try WebSocketFrames.addHandlers(to: channel, maxFrameSize: maxFrameSize, isServer: true)
            try channel.pipeline.syncOperations.addHandler(ProbeSocket(makeEnd(path), isClient: false))
        }
    }

    /// Listens on a free port; `configure` adds the handlers that read the bytes of a websocket, which was opened for a
    /// path.
    package static func listen(
        on loop: any EventLoop, answer: ProbeRequests.Answering? = nil,
        configure: @escaping @Sendable (any Channel, String) throws -> Void
    ) async throws -> any Channel {
        try await ServerBootstrap(group: loop, childGroup: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Void>(
                        upgraders: [upgrader(configure)],
                        notUpgradingCompletionHandler: { channel in
                            guard let answer else { return channel.close() }
                            return channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHandler(ProbeRequests(answer))
                            }
                        })
                    _ = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                        configuration: .init(upgradeConfiguration: upgrade))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private static func upgrader(_ configure: @escaping @Sendable (any Channel, String) throws -> Void)
        -> BareSocketUpgrader<Void>
    {
        BareSocketUpgrader(answer: { _ in [:] }) { channel, head in try configure(channel, head.uri) }
    }
}
