package import NIOCore
package import NIOHTTP1

/// Dials over TCP and TLS.
package struct WebSocketConnector: ModelConnector {
    private let tls: TransportSecurity?
    private let timeout: TimeAmount
    /// The largest message accepted from the peer, in bytes.
    package let maxMessage: Int

    /// - Parameters:
    ///   - tls: used for secure addresses; certificate and host name are checked against its roots.
    ///   - timeout: the longest time for TCP, TLS and upgrade together.
    ///   - maxMessage: the largest message accepted from the peer, in bytes.
    package init(tls: TransportSecurity?, timeout: TimeAmount, maxMessage: Int) {
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
            to: address, headers: headers, on: loop, tls: tls, timeout: timeout, configure: configure)
    }
}
