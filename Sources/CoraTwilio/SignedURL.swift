/// The forms of a URL over which Twilio may have made its signature ("Webhooks: security").
///
/// Twilio is not consistent about ports: it may sign the URL without a port or with it, even when it is the scheme's
/// default. It never signs the fragment or the credentials. For a websocket the documentation says to try again with a
/// slash at the end.
enum SignedURL {
    /// The URLs to check a signature against: at most four, all different.
    static func candidates(_ url: String) -> [String] {
        guard let parts = Parts(url) else { return [url] }
        var candidates = [parts.text(port: nil)]
        if let port = parts.port ?? parts.defaultPort { candidates.append(parts.text(port: port)) }
        if parts.isWebSocket, !parts.target.contains("?"), !parts.target.hasSuffix("/") {
            candidates += candidates.map { $0 + "/" }
        }
        return candidates
    }

    /// The query of a URL: what stands between `?` and the fragment; nil when there is no `?`.
    static func query(_ url: String) -> String? {
        guard let target = Parts(url)?.target, let mark = target.firstIndex(of: "?") else { return nil }
        return String(target[target.index(after: mark)...])
    }

    private struct Parts {
        var scheme: Substring
        /// The host without credentials and port; an IPv6 address keeps its brackets.
        var host: Substring
        var port: Substring?
        /// Path and query.
        var target: Substring

        var isWebSocket: Bool { scheme == "wss" || scheme == "ws" }

        /// The port that the scheme implies; nil for a websocket, which Twilio does not sign with an implied port.
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
