import Foundation

/// Where the server under test is reached, and what it believes its public address to be: Twilio signs the public
/// URL, the fake one dials the real one.
package struct PublicAddress: Sendable, Equatable {
    /// The voice webhook as it is configured at Twilio and signed.
    package let webhook: String

    private let publicOrigin: Origin
    private let actualOrigin: Origin

    private struct Origin: Sendable, Equatable {
        var isSecure: Bool
        var host: String
        var port: Int

        init?(_ components: URLComponents) {
            guard let scheme = components.scheme?.lowercased(), ["http", "https", "ws", "wss"].contains(scheme),
                let host = components.host, !host.isEmpty
            else { return nil }
            isSecure = scheme == "https" || scheme == "wss"
            self.host = host.lowercased()
            port = components.port ?? (isSecure ? 443 : 80)
        }
    }

    /// - Parameters:
    ///   - publicURL: the server's `PUBLIC_URL`, as `https://voice.example.com`.
    ///   - webhookURL: where the voice webhook really is, as `http://127.0.0.1:8080/twilio/voice`.
    /// - Throws: ``FakeCallError`` when one of them is no URL.
    package init(publicURL: String, webhookURL: String) throws(FakeCallError) {
        guard var base = URLComponents(string: publicURL), let publicOrigin = Origin(base) else {
            throw FakeCallError("not a URL: \(publicURL)")
        }
        guard let actual = URLComponents(string: webhookURL), let actualOrigin = Origin(actual) else {
            throw FakeCallError("not a URL: \(webhookURL)")
        }
        self.publicOrigin = publicOrigin
        self.actualOrigin = actualOrigin
        base.percentEncodedPath = actual.percentEncodedPath
        base.percentEncodedQuery = actual.percentEncodedQuery
        webhook = base.string ?? publicURL
    }

    /// Whether a `ws` stream is as good as `wss`: the server has no TLS at all.
    var allowsPlainSocket: Bool { !publicOrigin.isSecure }

    /// The absolute form of a URL in a document that came from `document`; an empty one is the document's own.
    package func absolute(_ url: String, in document: String) -> String {
        if url.isEmpty { return document }
        guard let base = URL(string: document), let resolved = URL(string: url, relativeTo: base) else { return url }
        return resolved.absoluteString
    }

    /// Where a public URL is really dialled; one of somebody else's is dialled as it stands.
    package func dialled(_ url: String) -> String {
        guard var components = URLComponents(string: url), let origin = Origin(components),
            origin.host == publicOrigin.host, origin.port == publicOrigin.port
        else { return url }
        let isSocket = components.scheme?.lowercased().hasPrefix("ws") ?? false
        components.scheme = (isSocket ? "ws" : "http") + (actualOrigin.isSecure ? "s" : "")
        components.host = actualOrigin.host
        components.port = actualOrigin.port
        return components.string ?? url
    }
}

/// What keeps a call from being placed at all.
package struct FakeCallError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
