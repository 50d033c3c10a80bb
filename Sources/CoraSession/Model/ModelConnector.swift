package import NIOCore
package import NIOHTTP1

/// Opens the model's websocket. ``WebSocketConnector`` dials; tests of sessions return a channel of their own.
package protocol ModelConnector: Sendable {
    /// The largest message accepted from the peer, in bytes.
    var maxMessage: Int { get }

    /// Opens a websocket whose channel lives on `loop`.
    /// - Parameters:
    ///   - address: the address to dial.
    ///   - headers: added to the upgrade request.
    ///   - configure: runs on the loop and adds the handlers that read the socket's bytes. The future succeeds with its value.
    /// - Returns: a future that succeeds once frames can be written; fails with `WebSocketDialError`, or the socket's
    ///   or TLS's own error.
    func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output>
}
