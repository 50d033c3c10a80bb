/// The address of a websocket, as the parts of its URL.
package struct WebSocketAddress: Sendable, Equatable {
    /// Host name or IP literal. It is dialled, sent in `Host`, and checked against the certificate.
    package var host: String
    /// TCP port.
    package var port: Int
    /// Path and query, beginning with `/`.
    package var target: String
    /// Whether the socket is `wss`.
    package var isSecure: Bool

    package init(host: String, port: Int, target: String, isSecure: Bool) {
        self.host = host
        self.port = port
        self.target = target
        self.isSecure = isSecure
    }

    /// The `Host` header: the port is left out where it is the scheme's own (RFC 9110 §7.2).
    var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}

/// Why a websocket could not be opened.
package enum WebSocketDialError: Error, Sendable, CustomStringConvertible {
    /// The server did not upgrade; the status of its answer, nil if it closed the connection without one.
    case refused(status: Int?)
    /// TCP, TLS and upgrade together took longer than allowed.
    case timedOut
    /// A secure address without a TLS context to dial it with.
    case noTLS

    /// The failure in words.
    package var description: String {
        switch self {
        case .refused(let status?): "the server did not upgrade to websocket: it answered HTTP \(status)"
        case .refused(nil): "the server did not upgrade to websocket"
        case .timedOut: "no websocket within the time allowed"
        case .noTLS: "a wss address needs a TLS context"
        }
    }
}
