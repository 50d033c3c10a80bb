/// What a web client presents to get its session. It comes as the first message, or with the upgrade as subprotocols
/// (RFC 6455 §1.9), the one header that a browser lets a page set: an address would leave the token in the logs of
/// proxies.
package struct WebHello: Sendable, Equatable {
    /// The subprotocol that the server chooses: this version of the protocol.
    package static let subprotocol = "cora.v1"
    private static let sessionPrefix = "cora.session."
    private static let tokenPrefix = "cora.token."

    /// The session's id; see ``isSession(_:)``.
    package var session: String
    /// The session's token, which is good once.
    package var token: String

    package init(session: String, token: String) {
        self.session = session
        self.token = token
    }

    /// Finds the hello among the subprotocols that a client offers.
    /// - Parameter offered: the values of `Sec-WebSocket-Protocol`, in order; each may be a list with commas.
    /// - Returns: nil if the session or the token is not among them.
    package init?(subprotocols offered: [String]) {
        let names = Self.names(offered)
        guard let session = names.lazy.compactMap({ Self.rest(of: $0, after: Self.sessionPrefix) }).first,
            let token = names.lazy.compactMap({ Self.rest(of: $0, after: Self.tokenPrefix) }).first
        else { return nil }
        self.init(session: session, token: token)
    }

    /// The subprotocols with which a client says this hello.
    package var subprotocols: [String] {
        [Self.subprotocol, Self.sessionPrefix + session, Self.tokenPrefix + token]
    }

    /// Whether a client offers this version of the protocol.
    package static func isSpoken(in offered: [String]) -> Bool {
        names(offered).contains(subprotocol[...])
    }

    /// Whether this can be a session's id: `WS` and 32 hexadecimal digits, as long as a carrier's CallSid.
    package static func isSession(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(2)
        return text.hasPrefix("WS") && digits.count == 32
            && digits.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    static func names(_ offered: [String]) -> [Substring] {
        offered.flatMap { $0.split(separator: ",") }.map { name in
            let start = name.drop { $0 == " " || $0 == "\t" }
            return start.prefix(
                upTo: start.lastIndex { $0 != " " && $0 != "\t" }.map(start.index(after:)) ?? start.startIndex)
        }
    }

    private static func rest(of name: Substring, after prefix: String) -> String? {
        name.hasPrefix(prefix) && name.count > prefix.count ? String(name.dropFirst(prefix.count)) : nil
    }
}
