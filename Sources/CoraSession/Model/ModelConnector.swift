package import NIOCore
package import NIOHTTP1
package import NIOSSL

/// Opens the model's websocket. The process dials; session tests hand out a channel of their own.
package protocol ModelConnector: Sendable {
    /// Opens a websocket whose channel lives on `loop`.
    /// - Parameters:
    ///   - address: where it is dialled.
    ///   - headers: added to the upgrade request.
    ///   - configure: runs on the loop, adds the handlers that see every frame; what it returns is the result.
    /// - Returns: succeeds once frames can be written; fails with `WebSocketDialError`, or the socket's or TLS's own
    ///   error.
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
    ///   - tls: for secure addresses: certificate and host name are checked against its roots.
    ///   - timeout: for TCP, TLS and upgrade together.
    ///   - maxMessage: the largest message taken from the peer, in bytes.
    package init(tls: NIOSSLContext?, timeout: TimeAmount, maxMessage: Int) {
        self.tls = tls
        self.timeout = timeout
        self.maxMessage = maxMessage
    }

    package func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        WebSocketClient.connect(
            to: address, headers: headers, on: loop, tls: tls, maxFrameSize: maxMessage, timeout: timeout,
            configure: configure)
    }
}
