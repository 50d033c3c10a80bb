/// An absolute URL of a server: `scheme://host[:port][/prefix][?query]`, trailing slashes of the prefix dropped.
package struct WebAddress: Sendable, Equatable {
    /// The scheme in lower case: `http`, `https`, `ws` or `wss`.
    package let scheme: String
    /// The host name or address as it was written; an IPv6 address without its brackets.
    package let host: String
    /// The port, if one was written.
    package let port: Int?
    /// The path without its trailing slash: empty, or `/prefix`.
    package let path: String
    /// What stands after `?`, if anything does.
    package let query: String?

    /// Makes an address of parts that are known to be valid.
    ///
    /// - Parameter path: empty, or a slash and a prefix.
    init(scheme: String, host: String, port: Int? = nil, path: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = nil
    }

    /// Reads a URL; nil if the text is not such a URL. User names, fragments, blanks and control characters are
    /// refused.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#"), !text.contains("@"),
            let mark = text.firstRange(of: "://")
        else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        guard ["http", "https", "ws", "wss"].contains(scheme) else { return nil }
        let parts = text[mark.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        query = parts.count == 2 ? String(parts[1]) : nil
        let slash = parts[0].firstIndex(of: "/") ?? parts[0].endIndex
        guard let (host, port) = Self.splitAuthority(parts[0][..<slash]) else { return nil }
        self.host = host
        self.port = port
        var path = parts[0][slash...]
        while path.hasSuffix("/") { path.removeLast() }
        self.path = String(path)
    }

    /// The URL in full.
    package var text: String {
        origin(scheme) + path + (query.map { "?\($0)" } ?? "")
    }

    /// The URL of a path below this address: `https://host/prefix/twilio/voice`.
    ///
    /// - Parameter path: begins with a slash.
    package func appending(_ path: String) -> String {
        origin(scheme) + self.path + path
    }

    /// The URL of a path below this address for a websocket: `wss` if this address is `https` or `wss`, else `ws`.
    package func webSocket(_ path: String) -> String {
        origin(isEncrypted ? "wss" : "ws") + self.path + path
    }

    /// Whether TLS protects the connection.
    package var isEncrypted: Bool { scheme == "https" || scheme == "wss" }

    /// Whether it can only be reached from this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
    package var isLoopback: Bool { Self.isLoopback(host) }

    /// Whether a host can only be reached from this machine (see the property of this name).
    package static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || name == "::1"
            || (name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." })
    }

    private func origin(_ scheme: String) -> String { Self.origin(scheme, host, port) }

    /// The URL of a server: `http://host:port`.
    package static func origin(_ scheme: String, _ host: String, _ port: Int?) -> String {
        "\(scheme)://\(host.contains(":") ? "[\(host)]" : host)\(port.map { ":\($0)" } ?? "")"
    }

    private static func splitAuthority(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var rest = Substring()
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            rest = authority[authority.index(after: close)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            rest = authority[colon...]
            guard host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else { return nil }
        }
        guard !host.isEmpty, !host.hasPrefix("."), !host.hasPrefix("-") else { return nil }
        if rest.isEmpty { return (String(host), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return (String(host), port)
    }
}
