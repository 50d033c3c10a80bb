import CoraSession
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension LoadSocket {
    /// How long TCP, TLS and upgrade may take together (Twilio gives a stream about as long).
    private static let patience = TimeAmount.seconds(5)

    /// Dials a socket whose channel lives on `loop`; `end` speaks over it.
    /// - Throws: `WebSocketDialError`, or the socket's or TLS's own error.
    static func dial(
        _ address: WebSocketAddress, headers: HTTPHeaders, tls: TransportSecurity?, end: NIOLoopBound<any SocketEnd>,
        on loop: any EventLoop
    ) async throws {
        try await WebSocketClient.connect(
            to: address, headers: headers, on: loop, tls: tls, timeout: patience
        ) { channel in
            let socket = LoadSocket(end.value, isClient: true)
            try channel.setNoDelay()
            try channel.pipeline.syncOperations.addHandler(socket)
            return NIOLoopBound(socket, eventLoop: loop)
        }.map { end.value.opened($0.value) }.get()
    }

    /// Listens; every websocket that is opened is spoken over by an end of its own, and other requests are refused.
    /// - Parameters:
    ///   - tls: what the port shows; nil for none.
    ///   - makeEnd: called on `loop`.
    /// - Returns: the listening channel.
    static func listen(
        host: String, port: Int, tls: NIOSSLContext?, on loop: any EventLoop,
        makeEnd: @escaping @Sendable () -> any SocketEnd
    ) async throws -> any Channel {
        try await ServerBootstrap(group: loop, childGroup: loop)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Void>(
                        upgraders: [upgrader(makeEnd)],
                        notUpgradingCompletionHandler: { $0.close() })
                    _ = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                        configuration: .init(upgradeConfiguration: upgrade))
                }
            }
            .bind(host: host, port: port).get()
    }

    private static func upgrader(_ makeEnd: @escaping @Sendable () -> any SocketEnd) -> BareSocketUpgrader<Void> {
        BareSocketUpgrader { _ in
            [:]
        } configure: { channel, _ in
            try channel.pipeline.syncOperations.addHandler(LoadSocket(makeEnd(), isClient: false))
        }
    }
}

extension Channel {
    /// Has each write leave at once: a frame that waits for an acknowledgement would count as the bridge's delay.
    fileprivate func setNoDelay() throws {
        try syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }
}
