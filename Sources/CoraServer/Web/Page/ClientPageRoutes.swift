import CoraDoor
import CoraSettings
import CoraTenant
import HTTPTypes
import Hummingbird

/// The page from which browsers call, `/client/`, its files, and the button that embeds it. They hold nothing of any call:
/// anyone may load them.
struct ClientPageRoutes: Sendable {
    /// A year: the longest that is meant to be asked for (RFC 9111 §5.2.2.1 leaves it open; RFC 8246 says what immutable
    /// does).
    private static let forEver = "public, max-age=31536000, immutable"
    /// What stays at its address is asked for again after five minutes.
    private static let briefly = "public, max-age=300, must-revalidate"

    /// The script that puts a call button on a page of another server. Its address stands in that page, and stays.
    private static let button = PageFile(kind: .javaScript, bytes: PackageResources.client_button_js)
    private static let buttonTag = "\"\(ClientAsset.mark(of: [button.bytes]))\""

    private let desk: SessionDesk
    private let policy: ClientPolicy
    private let page: PageFile

    /// - Parameter desk: knows the tenants that take calls from browsers.
    init(_ settings: Settings, desk: SessionDesk) {
        self.desk = desk
        policy = ClientPolicy(files: settings.server.clientBaseURL, model: settings.openAI.baseURL)
        page = ClientAsset.page(from: settings.server.clientBaseURL)
    }

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/client") { request, _ in answer(request) }
        router.get("/client/button.js") { request, _ in button(request) }
        for asset in ClientAsset.allCases {
            let response = shared(asset.file, caching: Self.forEver)
            router.get(RouterPath("/client/\(ClientAsset.folder)/\(asset.rawValue)")) { _, _ in response }
        }
    }

    /// Answers with the page. Its addresses are relative to `/client/`, so that a proxy may put a prefix before it; they
    /// would break without the slash, which is redirected.
    private func answer(_ request: Request) -> Response {
        guard request.uri.path.hasSuffix("/") else {
            let query = request.uri.query.map { "?\($0)" } ?? ""
            return Response(status: .movedPermanently, headers: [.location: "client/\(query)"])
        }
        let asked = request.uri.queryParameters["tenant"].flatMap { $0.isEmpty ? nil : String($0) }
        let tenant = desk.tenant(named: asked, origin: nil)
        var response = page.response(policy: policy.text(for: tenant?.web))
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        return response
    }

    /// Answers with the button's script, or that it is what the client has (RFC 9110 §13.1.2).
    private func button(_ request: Request) -> Response {
        let tag = Self.buttonTag
        guard request.headers[.ifNoneMatch]?.contains(tag) != true else {
            return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: Self.briefly])
        }
        var response = shared(Self.button, caching: Self.briefly)
        response.headers[.eTag] = tag
        return response
    }

    /// A file that pages of all origins may load: a CDN's address is another origin for the page, and modules are asked
    /// for by the rules for other origins (HTML, "fetch a module script graph").
    private func shared(_ file: PageFile, caching: String) -> Response {
        var response = file.response(policy: policy.text(for: nil), caching: caching)
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }
}
