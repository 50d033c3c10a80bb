package import NIOCore
package import NIOHTTP1
import NIOPosix

/// Dials websockets on a chosen event loop.
package enum WebSocketClient {
    /// Opens a websocket whose channel lives on `loop`.
    ///
    /// `configure` runs on that loop as soon as the upgrade is done and before the first byte after it is read. The
    /// pipeline is bare but for TLS: the handlers it adds read the bytes of the frames (``MediaSocketHandler``, or those
    /// of ``WebSocketFrames``). `configure` must not write: NIO drops what is written during the upgrade. Write once the
    /// returned future has succeeded.
    /// - Parameters:
    ///   - address: the address to dial; for `wss`, `tls` checks certificate and host name.
    ///   - headers: added to the upgrade request.
    ///   - loop: the channel's event loop.
    ///   - tls: needed for a secure address.
    ///   - timeout: the longest time for TCP, TLS and upgrade together.
    ///   - configure: adds the handlers; the future succeeds with its value.
    /// - Returns: a future that succeeds once frames can be written; fails with `WebSocketDialError`, or the socket's
    ///   or TLS's own error.
    package static func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop, tls: TransportSecurity?,
        timeout: TimeAmount, configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        if address.isSecure, tls == nil { return loop.makeFailedFuture(WebSocketDialError.noTLS) }
        let promise = loop.makePromise(of: Output.self)
        let dialled = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(ChannelOptions.socket(tcp, tcpUserTimeout), value: longestUnacknowledged)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if address.isSecure, let tls {
                        try channel.pipeline.syncOperations.addHandler(tls.handler(address.serverName))
                    }
                    try addUpgrade(to: channel, address, headers, configure).cascade(to: promise)
                    // A peer that closes before it answers must not leave the dial waiting.
                    channel.closeFuture.whenComplete { _ in promise.fail(WebSocketDialError.refused(status: nil)) }
                }
            }
            .connect(host: address.host, port: address.port)
        dialled.whenFailure { promise.fail($0) }
        let deadline = loop.scheduleTask(in: timeout) {
            promise.fail(WebSocketDialError.timedOut)
            dialled.whenSuccess { $0.close(promise: nil) }
        }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        return promise.futureResult
    }

    /// IPPROTO_TCP.
    private static let tcp: SocketOptionLevel = 6
    /// TCP_USER_TIMEOUT of Linux (tcp(7)): a peer that acknowledges nothing for so long is gone, though no packet says so.
    private static let tcpUserTimeout: SocketOptionName = 18
    /// In milliseconds.
    private static let longestUnacknowledged: SocketOptionValue = 10_000

    private static func addUpgrade<Output: Sendable>(
        to channel: any Channel, _ address: WebSocketAddress, _ headers: HTTPHeaders,
        _ configure: @escaping @Sendable (any Channel) throws -> Output
    ) throws -> EventLoopFuture<Output> {
        let answer = NIOLoopBound(AnswerStatus(), eventLoop: channel.eventLoop)
        let upgrader = BareClientUpgrader { channel in
            channel.pipeline.syncOperations.removeHandler(answer.value, promise: nil)
            return try configure(channel)
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: address.target, headers: headers)
        head.headers.replaceOrAdd(name: "Host", value: address.hostHeader)
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Output>(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(WebSocketDialError.refused(status: answer.value.status))
            })
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        // The model sends `session.created` in the packet of its 101; the default strategy would drop it.
        configuration.leftOverBytesStrategy = .forwardBytes
        let result = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: configuration)
        let upgradeHandler = try channel.pipeline.syncOperations.handler(
            type: NIOTypedHTTPClientUpgradeHandler<Output>.self)
        try channel.pipeline.syncOperations.addHandler(answer.value, position: .before(upgradeHandler))
        return result
    }
}

/// Notes the status of the server's answer, which NIO's upgrade handler keeps to itself. Loop-bound.
private final class AnswerStatus: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart

    private(set) var status: Int?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows the answer to an upgrade is not HTTP.
        if status == nil, case .head(let head) = unwrapInboundIn(data) { status = Int(head.status.code) }
        context.fireChannelRead(data)
    }
}

extension WebSocketAddress {
    /// The name for SNI, which takes names only (RFC 6066 §3); nil for an IP literal, for which NIOSSL checks the
    /// certificate's IP addresses itself.
    fileprivate var serverName: String? {
        let isLiteral = (try? SocketAddress(ipAddress: host, port: port)) != nil
        return isLiteral ? nil : host
    }
}
