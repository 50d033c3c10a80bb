/// The model that calls are relayed to: an address like `OPENAI_BASE_URL`, and the key for it.
package struct RelayModel: Sendable, Equatable {
    /// A name or an address.
    package let host: String
    package let port: Int
    /// What comes before `/realtime` in the path: `/v1`.
    package let path: String
    /// The `Authorization` of the socket's request.
    package let key: String

    /// Nil unless `address` is `http://HOST[:PORT][/PATH]`: the relay has no TLS.
    package init?(_ address: String, key: String) {
        let scheme = "http://"
        guard address.hasPrefix(scheme), address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let rest = address.dropFirst(scheme.count)
        let place = rest.prefix { $0 != "/" }
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return nil }
        guard let port = parts.count == 2 ? UInt16(parts[1]).map(Int.init) : 80, port > 0 else { return nil }
        guard key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self.host = String(host)
        self.port = port
        path = String(rest.dropFirst(place.count).reversed().drop { $0 == "/" }.reversed())
        self.key = key
    }

    /// The request for a socket of a session's.
    /// - Parameter nonce: the 16 random bytes as base64.
    func upgradeRequest(nonce: String) -> String {
        """
        GET \(path)/realtime?model=gpt-realtime HTTP/1.1\r
        Host: \(host):\(port)\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: \(nonce)\r
        Authorization: Bearer \(key)\r
        \r\n
        """
    }
}
