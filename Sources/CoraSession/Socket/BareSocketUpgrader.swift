package import NIOCore
package import NIOHTTP1
import NIOWebSocket

/// Makes a server's connection a websocket, with NIO's handshake (RFC 6455 §4.2), and leaves its pipeline bare: what
/// `configure` adds reads the bytes as they come, those that came with the request among them.
package struct BareSocketUpgrader<Output: Sendable>: NIOTypedHTTPServerProtocolUpgrader {
    private let handshake: NIOTypedWebSocketServerUpgrader<Void>
    private let configure: @Sendable (any Channel, HTTPRequestHead) throws -> Output

    package var supportedProtocol: String { handshake.supportedProtocol }
    package var requiredUpgradeHeaders: [String] { handshake.requiredUpgradeHeaders }

    /// - Parameters:
    ///   - answer: the headers of the answer beside those of the handshake.
    ///   - configure: adds the handlers; called on the channel's loop, before a byte of the socket is read. If it throws,
    ///     the upgrade has failed.
    package init(
        answer: @escaping @Sendable (HTTPRequestHead) -> HTTPHeaders,
        configure: @escaping @Sendable (any Channel, HTTPRequestHead) throws -> Output
    ) {
        // Only its handshake is used: its own upgrade would add NIO's codec.
        handshake = NIOTypedWebSocketServerUpgrader(
            shouldUpgrade: { channel, head in channel.eventLoop.makeSucceededFuture(answer(head)) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        self.configure = configure
    }

    /// The headers of the answer that accepts the handshake; fails for a request that is none.
    package func buildUpgradeResponse(
        channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        handshake.buildUpgradeResponse(
            channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
    }

    /// Adds the handlers of the socket.
    package func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Output> {
        channel.eventLoop.makeCompletedFuture { try configure(channel, upgradeRequest) }
    }
}

/// Makes a client's connection a websocket, as ``BareSocketUpgrader`` does a server's (RFC 6455 §4.1).
struct BareClientUpgrader<Output: Sendable>: NIOTypedHTTPClientProtocolUpgrader {
    private let handshake: NIOTypedWebSocketClientUpgrader<Void>
    private let configure: @Sendable (any Channel) throws -> Output

    var supportedProtocol: String { handshake.supportedProtocol }
    var requiredUpgradeHeaders: [String] { handshake.requiredUpgradeHeaders }

    /// - Parameter configure: adds the handlers; called on the channel's loop, before a byte of the socket is read.
    init(configure: @escaping @Sendable (any Channel) throws -> Output) {
        handshake = NIOTypedWebSocketClientUpgrader(
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        self.configure = configure
    }

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {
        handshake.addCustom(upgradeRequestHeaders: &upgradeRequestHeaders)
    }

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool {
        handshake.shouldAllowUpgrade(upgradeResponse: upgradeResponse)
    }

    func upgrade(channel: any Channel, upgradeResponse: HTTPResponseHead) -> EventLoopFuture<Output> {
        channel.eventLoop.makeCompletedFuture { try configure(channel) }
    }
}
