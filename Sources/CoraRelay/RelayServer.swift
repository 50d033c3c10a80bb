package import NIOCore
import NIOPosix

/// `cora relay`: the least a NIO program can do between a carrier's media socket and a Realtime socket. Its cost is what
/// CORA's is held against (`Scripts/bench load`), so it has no call, no tools, no log and no timer: one handler a channel,
/// one loop, frames in place, one write a burst.
package enum RelayServer {
    /// How much may wait for a peer, in bytes: more ends its call.
    private static let backlog = 1 << 20

    /// Listens for a carrier.
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - loop: where everything happens.
    /// - Returns: the listening channel.
    /// - Throws: what binding throws.
    package static func listen(
        host: String = "127.0.0.1", port: Int, model: RelayModel, on loop: any EventLoop
    ) async throws -> any Channel {
        let desk = try await loop.submit {
            NIOLoopBound(RelayDesk(model) { dial($0, model, on: loop) }, eventLoop: loop)
        }.get()
        return try await ServerBootstrap(group: loop, childGroup: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: backlog / 2, high: backlog))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RelaySocket(.carrier, desk.value))
                }
            }
            .bind(host: host, port: port).get()
    }

    private static func dial(_ socket: RelaySocket, _ model: RelayModel, on loop: any EventLoop) {
        let bound = NIOLoopBound(socket, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: backlog / 2, high: backlog))
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .connect(host: model.host, port: model.port)
            .whenComplete { result in
                // The caller may have hung up meanwhile: then the socket has no other.
                guard case .success(let channel) = result else { return bound.value.end() }
                if bound.value.stage == .over { channel.close(promise: nil) }
            }
    }
}
