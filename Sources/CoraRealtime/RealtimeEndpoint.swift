/// The address of the model's socket, made of a base URL and a model name.
///
/// The base URL is taken as the official SDKs take `OPENAI_BASE_URL`: `https://api.openai.com/v1`, to whose path
/// `/realtime` is added. `http`, `https`, `ws` and `wss` are allowed. A path prefix and query parameters other than
/// `model` are kept; a slash at the end of the path makes no difference.
package struct RealtimeEndpoint: Sendable, Equatable {
    /// Whether the socket runs over TLS.
    package let isSecure: Bool
    /// The host name or address; an IPv6 address without its brackets.
    package let host: String
    /// The TCP port.
    package let port: Int
    /// Path and query as the HTTP request line has them: `/v1/realtime?model=...`.
    package let target: String

    /// The endpoint for a model under a base URL.
    ///
    /// - Throws: `RealtimeEndpointError` when the URL is not one of those described above.
    package init(baseURL: String, model: String) throws(RealtimeEndpointError) {
        try self.init(baseURL: baseURL, asking: ("model", model))
    }

    /// The endpoint for the socket that joins a call between a browser and the model (openai-realtime §1.6).
    ///
    /// - Throws: `RealtimeEndpointError` when the URL is not one of those described above.
    package init(baseURL: String, call: String) throws(RealtimeEndpointError) {
        try self.init(baseURL: baseURL, asking: ("call_id", call))
    }

    private init(baseURL: String, asking parameter: (name: String, value: String)) throws(RealtimeEndpointError) {
        var rest = Substring(baseURL)
        isSecure = try Self.takeScheme(from: &rest)
        guard !rest.contains("#") else { throw .fragmentNotAllowed }
        let query = Self.take(from: &rest, after: "?")
        let path = Self.take(from: &rest, from: "/")
        guard !rest.contains("@") else { throw .credentialsNotAllowed }
        (host, port) = try Self.splitAuthority(rest, defaultPort: isSecure ? 443 : 80)
        try Self.check(path)
        try Self.check(query)
        let prefix = path.trimmingSuffix("/")
        target = prefix + "/realtime?" + Self.query(keeping: query, parameter)
    }

    /// The value of the `Host` header (RFC 9110 §7.2): brackets for IPv6, the port when it is not the scheme's own.
    package var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The whole URL, for logs.
    package var url: String {
        (isSecure ? "wss://" : "ws://") + hostHeader + target
    }
}

/// Why a base URL cannot be used. `description` is a sentence for the operator.
package enum RealtimeEndpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The URL does not begin with one of the four schemes.
    case unknownScheme
    /// There is no host.
    case missingHost
    /// The host has characters no host name or address has.
    case invalidHost(String)
    /// The port is not a number from 1 to 65535.
    case invalidPort(String)
    /// The URL holds a user name or password.
    case credentialsNotAllowed
    /// The URL has a `#` part.
    case fragmentNotAllowed
    /// The path or query has a space, control or non-ASCII character.
    case invalidCharacter

    /// The reason in words. Never quotes credentials.
    package var description: String {
        switch self {
        case .unknownScheme: "must begin with https://, http://, wss:// or ws://"
        case .missingHost: "has no host"
        case .invalidHost(let host): "has an invalid host: \(host)"
        case .invalidPort(let port): "has an invalid port: \(port) (1 to 65535 is wanted)"
        case .credentialsNotAllowed: "must not hold a user name or password; the key is a setting of its own"
        case .fragmentNotAllowed: "must not have a # part"
        case .invalidCharacter: "has a space, control or non-ASCII character in its path or query; percent-encode it"
        }
    }
}

extension RealtimeEndpoint {
    private static func takeScheme(from rest: inout Substring) throws(RealtimeEndpointError) -> Bool {
        for (scheme, isSecure) in [("https://", true), ("http://", false), ("wss://", true), ("ws://", false)]
        where rest.prefix(scheme.count).lowercased() == scheme {
            rest = rest.dropFirst(scheme.count)
            return isSecure
        }
        throw .unknownScheme
    }

    /// Cuts off and returns what follows the first `mark`, without it.
    private static func take(from rest: inout Substring, after mark: Character) -> Substring {
        take(from: &rest, from: mark).dropFirst()
    }

    /// Cuts off and returns the part that begins with the first `mark`.
    private static func take(from rest: inout Substring, from mark: Character) -> Substring {
        guard let start = rest.firstIndex(of: mark) else { return "" }
        defer { rest = rest[..<start] }
        return rest[start...]
    }

    private static func splitAuthority(
        _ authority: Substring, defaultPort: Int
    ) throws(RealtimeEndpointError) -> (host: String, port: Int) {
        let host: Substring
        var rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .invalidHost(String(authority)) }
            host = authority[authority.startIndex..<end].dropFirst()
            rest = authority[end...].dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy(isAddressByte) else { throw .invalidHost(String(host)) }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty else { throw .missingHost }
            guard host.utf8.allSatisfy(isNameByte) else { throw .invalidHost(String(host)) }
        }
        guard !rest.isEmpty else { return (String(host), defaultPort) }
        guard rest.removeFirst() == ":" else { throw .invalidHost(String(authority)) }
        guard rest.utf8.allSatisfy(isDigit), let port = Int(rest), (1...65_535).contains(port) else {
            throw .invalidPort(String(rest))
        }
        return (String(host), port)
    }

    private static func check(_ part: Substring) throws(RealtimeEndpointError) {
        guard part.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .invalidCharacter }
    }

    /// The URL's own parameters, except `model` and `call_id`, and then this one.
    private static func query(keeping query: Substring, _ parameter: (name: String, value: String)) -> String {
        let kept = query.split(separator: "&").filter { part in
            let name = part.prefix { $0 != "=" }
            return name != "model" && name != "call_id"
        }
        let own = parameter.name + "=" + percentEncoded(parameter.value)
        return (kept.map(String.init) + [own]).joined(separator: "&")
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
    private static func percentEncoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isNameByte(byte) || byte == UInt8(ascii: "~") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Letters, digits, `-`, `.` and `_`: host names as people write them, and URLs' unreserved characters but `~`.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter)
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ mark: Character) -> String {
        var rest = self
        while rest.last == mark { rest.removeLast() }
        return String(rest)
    }
}
