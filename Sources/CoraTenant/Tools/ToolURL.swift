/// The address of a tool: an `https` or `http` URL with a host, without user, password or fragment. It is parsed
/// once, so that the parts that were checked are the parts that are used.
package struct ToolURL: Sendable, Equatable {
    /// The URL as it was written.
    package let text: String
    /// Whether it is `https`.
    package let isSecure: Bool
    /// The host's name or address, without brackets.
    package let host: String
    /// The port, the scheme's own where none was written.
    package let port: Int
    /// Path and query, beginning with `/`.
    package let target: String
    /// The value of the `Host` header.
    package let authority: String

    /// Reads a URL; nil if it is not of that kind, has more than 2,000 characters, or holds anything but printable
    /// ASCII.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }) else {
            return nil
        }
        let lower = text.prefix(8).lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), !text.contains("#") else { return nil }
        isSecure = lower.hasPrefix("https://")
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard let (host, port) = Self.split(authority) else { return nil }
        self.text = text
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.authority = String(authority)
        let target = String(rest[end...])
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        guard !authority.contains("@") else { return nil }
        var host = authority
        var port: Int?
        let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
        if let colon {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            (host, port) = (authority[..<colon], number)
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            return isAddress6(host) ? (String(host), port) : nil
        }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2D || byte == 0x2E
                || byte == 0x5F
        }
        return !host.isEmpty && host.utf8.count <= 253 && isName ? (String(host), port) : nil
    }

    private static func isAddress6(_ text: Substring) -> Bool {
        text.contains(":") && text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
}
