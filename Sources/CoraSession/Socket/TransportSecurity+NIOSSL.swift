package import NIOCore
package import NIOSSL

extension TransportSecurity {
    /// TLS by swift-nio-ssl: certificate and host name are checked against the context's roots.
    package static func boringSSL(_ context: NIOSSLContext) -> TransportSecurity {
        TransportSecurity { try NIOSSLClientHandler(context: context, serverHostname: $0) }
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
            connector: WebSocketConnector(tls: tls.map { .boringSSL($0) }, timeout: timeout, maxMessage: maxMessage))
    }
}
