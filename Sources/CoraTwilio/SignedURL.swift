/// The forms of a URL that Twilio may have signed ("Webhooks: security").
///
/// Twilio is not consistent about ports: a signature may be over the URL without a port or with it, be it the
/// default one. Never signed are fragment and credentials. For a websocket the documentation says to try again with
/// a slash at the end.
enum SignedURL {
    /// The forms to try, at most four, none twice.
    static func candidates(_ url: String) -> [String] {
        guard let parts = Parts(url) else { return [url] }
        var candidates = [parts.text(port: nil)]
        if let port = parts.port ?? parts.defaultPort { candidates.append(parts.text(port: port)) }
        if parts.isWebSocket, !parts.target.contains("?"), !parts.target.hasSuffix("/") {
            candidates += candidates.map { $0 + "/" }
        }
        return candidates
    }

    /// What stands between `?` and the fragment.
    static func query(_ url: String) -> String? {
        guard let target = Parts(url)?.target, let mark = target.firstIndex(of: "?") else { return nil }
        return String(target[target.index(after: mark)...])
    }

    private struct Parts {
        var scheme: Substring
        /// Without credentials and port; an IPv6 address keeps its brackets.
        var host: Substring
        var port: Substring?
        /// Path and query.
        var target: Substring

        var isWebSocket: Bool { scheme == "wss" || scheme == "ws" }

        /// Of a websocket without a port only that form is in use.
        var defaultPort: Substring? {
            switch scheme {
            case "https": "443"
            case "http": "80"
            default: nil
            }
        }

        init?(_ url: String) {
            let withoutFragment = url.prefix { $0 != "#" }
            guard let colon = withoutFragment.firstIndex(of: ":"),
                withoutFragment[colon...].hasPrefix("://")
            else { return nil }
            scheme = withoutFragment[..<colon]
            let rest = withoutFragment[colon...].dropFirst(3)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            target = rest[end...]
            var authority = rest[..<end]
            if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
            let hostEnd = authority.lastIndex(of: "]") ?? authority.startIndex
            if let colon = authority[hostEnd...].lastIndex(of: ":") {
                host = authority[..<colon]
                let digits = authority[authority.index(after: colon)...]
                port = digits.isEmpty ? nil : digits
            } else {
                host = authority
                port = nil
            }
        }

        func text(port: Substring?) -> String {
            port.map { "\(scheme)://\(host):\($0)\(target)" } ?? "\(scheme)://\(host)\(target)"
        }
    }
}
