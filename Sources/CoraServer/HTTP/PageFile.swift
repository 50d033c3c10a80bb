import HTTPTypes
import Hummingbird
import NIOCore

/// A file of one of the server's pages. The files are built into the program: nothing has to be installed.
struct PageFile: Sendable {
    /// What a file is, for browsers.
    enum Kind: String, Sendable {
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        case svg = "image/svg+xml"
    }

    let kind: Kind
    let bytes: [UInt8]

    /// The answer that serves the file.
    /// - Parameter policy: what the page may do (Content Security Policy, level 3).
    func response(policy: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: kind.rawValue, .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
                // An older program's page must not be shown with this one's data.
                .cacheControl: "no-cache", .referrerPolicy: "no-referrer",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
