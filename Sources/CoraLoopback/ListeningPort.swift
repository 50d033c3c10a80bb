package import NIOCore
import NIOPosix
import Synchronization

/// A port that is listened on, and the connections to it that are open, so that all of them can be dropped. Any thread;
/// a short lock when a connection opens and closes.
package final class ListeningPort: Sendable {
    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// A port that is not open yet.
    package init() {}

    /// Begins to listen. To be called once.
    ///
    /// - Parameters:
    ///   - address: the address to bind; with port 0, any port that is free.
    ///   - group: the event loops of the connections.
    ///   - configure: builds a connection's pipeline; called on its event loop, before anything is read. If it throws,
    ///     the connection is closed.
    /// - Returns: the port that was bound.
    /// - Throws: the system's error when the address cannot be bound.
    package func open(
        on address: SocketAddress, group: any EventLoopGroup,
        configure: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Int {
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                self.opened(channel)
                return channel.eventLoop.makeCompletedFuture { try configure(channel) }
            }
            .bind(to: address).get()
        state.withLock { $0.listener = listener }
        return listener.localAddress?.port ?? address.port ?? 0
    }

    /// Stops listening and drops every connection.
    package func shutdown() async {
        let channels = state.withLock { state in
            let listener = state.listener
            state.listener = nil
            return [listener].compactMap { $0 } + state.connections.values
        }
        for channel in channels { try? await channel.close() }
    }

    private func opened(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        state.withLock { $0.connections[key] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.connections.removeValue(forKey: key) } }
    }
}
