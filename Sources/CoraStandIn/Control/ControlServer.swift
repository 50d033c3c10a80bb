package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The control port of a ``StandInServer``: HTTP/1.1 on loopback, JSON both ways, no authentication.
///
/// | request | |
/// |---|---|
/// | `POST /faults` | plans a fault, or a list of faults |
/// | `DELETE /faults` | forgets those that are planned |
/// | `GET /sessions` | the live sessions: `id`, `since` (Unix seconds), `turns` |
/// | `POST /sessions/{id\|all}/{fault}` | lets a fault of the scope `session` befall live sessions |
/// | `GET /record` | what sessions heard and said, past ones first |
package final class ControlServer: Sendable {
    /// The address is not one of this machine alone.
    package struct NotLoopback: Error, Sendable, Equatable, CustomStringConvertible {
        /// The host that was given.
        package let host: String

        /// The reason in words.
        package var description: String { "the control port has to be on loopback; \(host) is not" }
    }

    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let server: StandInServer
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// A control port that does not listen yet.
    package init(of server: StandInServer, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.server = server
        self.group = group
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: `127.0.0.1`, `::1`, or a name that stands for one of them.
    ///   - port: the port to bind; 0 for any that is free.
    /// - Returns: the port that was bound.
    /// - Throws: ``NotLoopback``, or the system's error when the port cannot be bound.
    package func start(host: String = "127.0.0.1", port: Int = 0) async throws -> Int {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        guard Self.isLoopback(address) else { throw NotLoopback(host: host) }
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.configure(channel) }
            }
            .bind(to: address).get()
        state.withLock { $0.listener = channel }
        return channel.localAddress?.port ?? port
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

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        let text = address.ipAddress ?? ""
        return text.hasPrefix("127.") || text == "::1"
    }

    private func configure(_ channel: any Channel) throws {
        let key = ObjectIdentifier(channel)
        state.withLock { $0.connections[key] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.connections.removeValue(forKey: key) } }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
        try pipeline.addHandler(ControlHandler(endpoint: ControlEndpoint(server: server)))
    }
}
