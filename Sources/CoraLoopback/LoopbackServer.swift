package import NIOCore
package import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 server on loopback: reads one whole request on each connection and has a function answer it.
package final class LoopbackServer: Sendable {
    /// The address is not one of this machine alone.
    package struct NotLoopback: Error, Sendable, Equatable, CustomStringConvertible {
        /// The host that was given.
        package let host: String

        /// The reason in words.
        package var description: String { "the port has to be on loopback; \(host) is not" }
    }

    /// A request with all of its body.
    package struct Request: Sendable, Equatable {
        /// `GET`, `POST` and so on.
        package var method: HTTPMethod
        /// Path and query as they came.
        package var target: String
        /// The headers.
        package var headers: HTTPHeaders
        /// The body.
        package var body: ByteBuffer

        package init(
            method: HTTPMethod, target: String, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }

        /// The target without its query.
        package var path: String { String(target.prefix { $0 != "?" }) }
    }

    /// What the server answers.
    package enum Answer: Sendable, Equatable {
        /// A response; length and `connection` are added.
        case response(HTTPResponseStatus, type: String, body: String, headers: HTTPHeaders = [:])
        /// Nothing: the connection stays open until the client or ``shutdown()`` closes it, or a minute has passed.
        case silence
    }

    private let group: any EventLoopGroup
    private let bodyLimit: Int
    private let answer: @Sendable (Request) async -> Answer
    private let port = ListeningPort()

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - bodyLimit: the longest body it reads, in bytes; a longer one is answered with 413.
    ///   - answer: answers a request.
    package init(
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, bodyLimit: Int = 1 << 20,
        answer: @escaping @Sendable (Request) async -> Answer
    ) {
        self.group = group
        self.bodyLimit = bodyLimit
        self.answer = answer
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
        return try await self.port.open(on: address, group: group) { [bodyLimit, answer] channel in
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try pipeline.addHandler(LoopbackHandler(bodyLimit: bodyLimit, answer: answer))
        }
    }

    /// Stops listening and drops every connection.
    package func shutdown() async { await port.shutdown() }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        let text = address.ipAddress ?? ""
        return text.hasPrefix("127.") || text == "::1"
    }
}
