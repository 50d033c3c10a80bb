import HTTPTypes
package import HummingbirdCore
import NIOCore

/// A file of one of the server's pages. The files are built into the program: nothing has to be installed.
package struct PageFile: Sendable {
    /// What a file is, for browsers.
    package enum Kind: String, Sendable {
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        case svg = "image/svg+xml"
    }

    /// What the file is.
    package let kind: Kind
    /// All of the file.
    package let bytes: [UInt8]

    package init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// A script.
    package static func script(_ bytes: [UInt8]) -> PageFile { PageFile(kind: .javaScript, bytes: bytes) }

    /// The answer that serves the file.
    /// - Parameters:
    ///   - policy: what the page may do (Content Security Policy, level 3).
    ///   - caching: how long caches may keep it. An older program's page must not be shown with this one's data, so that
    ///     only a file whose address changes with it may be kept.
    package func response(policy: String, caching: String = "no-cache") -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: kind.rawValue, .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
                .cacheControl: caching, .referrerPolicy: "no-referrer",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
