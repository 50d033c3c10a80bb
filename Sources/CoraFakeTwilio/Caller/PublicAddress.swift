import Foundation

/// Where the server under test really is, and what it takes for its public address. Requests are signed for the public
/// URL, as by Twilio, and dialled at the real one.
package struct PublicAddress: Sendable, Equatable {
    /// The public URL of the voice webhook, as it would be configured at Twilio and is signed.
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

    /// Whether a `ws` stream is accepted in place of `wss`, because the server has no TLS at all.
    var allowsPlainSocket: Bool { !publicOrigin.isSecure }

    /// The absolute form of a URL in the document fetched from `document`; an empty URL means that document's own.
    package func absolute(_ url: String, in document: String) -> String {
        if url.isEmpty { return document }
        guard let base = URL(string: document), let resolved = URL(string: url, relativeTo: base) else { return url }
        return resolved.absoluteString
    }

    /// The URL to dial for a public one; a URL of another server stays as it is.
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

/// Why a call cannot be placed at all.
package struct FakeCallError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
