package import NIOCore
package import NIOHTTP1
package import NIOSSL

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

extension ModelDialer {
    /// A dialer that opens its sockets over TCP and TLS.
    /// - Parameters:
    ///   - tls: used for `https` and `wss`; certificate and host name are checked against its roots.
    ///   - timeout: the longest time for TCP, TLS and upgrade together.
    ///   - maxMessage: the largest message accepted from the model, in bytes.
    package init(
        baseURL: String, apiKey: String, defaultModel: String, defaultTranscription: String, tls: NIOSSLContext?,
        timeout: TimeAmount = .seconds(5), maxMessage: Int = 16 << 20
    ) {
        self.init(
            baseURL: baseURL, apiKey: apiKey, defaultModel: defaultModel,
            defaultTranscription: defaultTranscription,
            connector: WebSocketConnector(tls: tls, timeout: timeout, maxMessage: maxMessage))
    }
}
