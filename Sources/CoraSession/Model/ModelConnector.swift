package import NIOCore
package import NIOHTTP1
package import NIOSSL

/// Opens the model's websocket. ``WebSocketConnector`` dials; tests of sessions return a channel of their own.
package protocol ModelConnector: Sendable {
    /// Opens a websocket whose channel lives on `loop`.
    /// - Parameters:
    ///   - address: the address to dial.
    ///   - headers: added to the upgrade request.
    ///   - configure: runs on the loop and adds the handlers that see every frame. The future succeeds with its value.
    /// - Returns: a future that succeeds once frames can be written; fails with `WebSocketDialError`, or the socket's
    ///   or TLS's own error.
    func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output>
}

/// Dials over TCP and TLS.
package struct WebSocketConnector: ModelConnector {
    private let tls: NIOSSLContext?
    private let timeout: TimeAmount
    private let maxMessage: Int

    /// - Parameters:
    ///   - tls: used for secure addresses; certificate and host name are checked against its roots.
    ///   - timeout: the longest time for TCP, TLS and upgrade together.
    ///   - maxMessage: the largest message accepted from the peer, in bytes.
    package init(tls: NIOSSLContext?, timeout: TimeAmount, maxMessage: Int) {
        self.tls = tls
        self.timeout = timeout
        self.maxMessage = maxMessage
    }

    /// Dials with ``WebSocketClient``.
    package func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        WebSocketClient.connect(
            to: address, headers: headers, on: loop, tls: tls, maxFrameSize: maxMessage, timeout: timeout,
            configure: configure)
    }
}
