import NIOCore
import NIOPosix
import NIOSSL

extension LoadSocket {
    /// Dials a websocket on the loopback address.
    /// - Parameters:
    ///   - fields: lines of the head, each with its end.
    ///   - tls: whom to trust; nil for a plain socket.
    ///   - end: made on `loop`.
    static func dial(
        port: Int, target: String, fields: String, tls: NIOSSLContext?, on loop: any EventLoop,
        end: @escaping @Sendable () -> any LoadEnd
    ) async throws {
        let request = """
            GET \(target) HTTP/1.1\r
            Host: bench.example\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: Y29yYSB1bmRlciBsb2FkIQ==\r
            \(fields)\r\n
            """
        _ = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    if let tls {
                        try handlers.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    try handlers.addHandler(LoadSocket(end(), request: request))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Listens on a free port of the loopback address.
    /// - Parameters:
    ///   - tls: what the port shows; nil for a plain one.
    ///   - end: made on `loop` for each connection.
    static func listen(
        tls: NIOSSLContext?, on loop: any EventLoop, end: @escaping @Sendable () -> any LoadEnd
    ) async throws -> any Channel {
        try await ServerBootstrap(group: loop, childGroup: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    if let tls { try handlers.addHandler(NIOSSLServerHandler(context: tls)) }
                    try handlers.addHandler(LoadSocket(end(), request: nil))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }
}
