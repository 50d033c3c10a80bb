import CoraLoopback
import CoraWire
package import NIOCore
import NIOHTTP1
import NIOPosix

/// The control port of a ``StandInServer``: HTTP/1.1 on loopback, JSON both ways, no authentication. `Config/standin.md`
/// lists its requests.
package struct ControlServer: Sendable {
    private let server: LoopbackServer

    /// A control port that does not listen yet.
    package init(of standIn: StandInServer, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        let endpoint = ControlEndpoint(server: standIn)
        server = LoopbackServer(group: group, bodyLimit: 64 << 10) { request in
            let answer = await endpoint.answer(request.method, target: request.target, body: request.body)
            return .response(answer.status, type: "application/json", body: answer.body.text + "\n")
        }
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: `127.0.0.1`, `::1`, or a name that stands for one of them.
    ///   - port: the port to bind; 0 for any that is free.
    /// - Returns: the port that was bound.
    /// - Throws: `LoopbackServer.NotLoopback`, or the system's error when the port cannot be bound.
    package func start(host: String = "127.0.0.1", port: Int = 0) async throws -> Int {
        try await server.start(host: host, port: port)
    }

    /// Stops listening and drops every connection.
    package func shutdown() async { await server.shutdown() }
}
