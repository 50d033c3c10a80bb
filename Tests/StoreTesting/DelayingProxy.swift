package import CoraPostgres
import NIOCore
import NIOPosix
import Synchronization

/// A server's other address, as far away as is wanted: what passes is late by the same time, and in order. It delays
/// bytes, it does not hold them back: any amount may be on its way at once.
package final class DelayingProxy: Sendable {
    /// What has passed so far.
    package struct Figures: Sendable, Equatable {
        /// Connections that clients have opened.
        package var opened = 0
        /// Those that are closed again.
        package var closed = 0
        /// How often a client that had been answered spoke again: each time is a wait for a round trip.
        package var roundTrips = 0
    }

    fileprivate let delay: TimeAmount
    private let server: PostgresConninfo
    private let state = Mutex(Figures())
    private let listener = Mutex<(any Channel)?>(nil)

    private init(before server: PostgresConninfo, delay: Duration) {
        self.server = server
        self.delay = .nanoseconds(Int64(delay / .nanoseconds(1)))
    }

    /// Runs `body` with a proxy that takes no more connections afterwards.
    /// - Parameters:
    ///   - server: the connection string of a private PostgreSQL, by its Unix socket.
    ///   - delay: how late bytes are, each way.
    package static func with<Value>(
        before server: PostgresConninfo, delay: Duration = .milliseconds(80),
        _ body: (DelayingProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = try await start(before: server, delay: delay)
        let result: Result<Value, any Error>
        do { result = .success(try await body(proxy)) } catch { result = .failure(error) }
        try? await proxy.listener.withLock { $0 }?.close()
        return try result.get()
    }

    private static func start(before server: PostgresConninfo, delay: Duration) async throws -> DelayingProxy {
        let proxy = DelayingProxy(before: server, delay: delay)
        let socket = "\(server["host"] ?? "")/.s.PGSQL.\(server["port"] ?? "5432")"
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(ClientSide(proxy, socket))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        proxy.listener.withLock { $0 = listener }
        return proxy
    }

    /// The server's connection string by this address.
    package var conninfo: PostgresConninfo {
        get throws {
            let port = listener.withLock { $0?.localAddress?.port ?? 0 }
            let (user, database) = (server["user"] ?? "", server["dbname"] ?? "")
            return try PostgresConninfo(
                "host=127.0.0.1 port=\(port) user=\(user) dbname=\(database) sslmode=disable")
        }
    }

    /// What has passed so far.
    package var figures: Figures { state.withLock { $0 } }

    fileprivate func note(_ change: (inout Figures) -> Void) { state.withLock { change(&$0) } }
}

/// The client's connection, which opens the server's. Loop-bound, as is the other side, on the same loop.
private final class ClientSide: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let proxy: DelayingProxy
    private let socket: String
    private var server: EventLoopFuture<any Channel>?
    fileprivate var wasAnswered = true

    init(_ proxy: DelayingProxy, _ socket: String) {
        self.proxy = proxy
        self.socket = socket
    }

    func channelActive(context: ChannelHandlerContext) {
        proxy.note { $0.opened += 1 }
        let (proxy, client) = (proxy, context.channel)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        server = ClientBootstrap(group: context.eventLoop)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(
                        ServerSide(client: client, proxy: proxy, asks: bound.value))
                }
            }
            .connect(unixDomainSocketPath: socket)
        server?.whenFailure { _ in client.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if wasAnswered { proxy.note { $0.roundTrips += 1 } }
        wasAnswered = false
        let bytes = unwrapInboundIn(data)
        later(context) { $0.writeAndFlush(bytes, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        proxy.note { $0.closed += 1 }
        later(context) { $0.close(promise: nil) }
    }

    private func later(_ context: ChannelHandlerContext, _ act: @escaping @Sendable (any Channel) -> Void) {
        let server = server
        context.eventLoop.scheduleTask(in: proxy.delay) { server?.whenSuccess(act) }
    }
}

/// The server's connection. Loop-bound.
private final class ServerSide: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel
    private let proxy: DelayingProxy
    private let asks: ClientSide

    init(client: any Channel, proxy: DelayingProxy, asks: ClientSide) {
        self.client = client
        self.proxy = proxy
        self.asks = asks
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        asks.wasAnswered = true
        let (bytes, client) = (unwrapInboundIn(data), client)
        context.eventLoop.scheduleTask(in: proxy.delay) { client.writeAndFlush(bytes, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let client = client
        context.eventLoop.scheduleTask(in: proxy.delay) { client.close(promise: nil) }
    }
}
