import HTTPTypes
import Hummingbird

/// The page from which browsers call, `/client/`. It holds nothing of any call: anyone may load it.
struct ClientPageRoutes: Sendable {
    /// The policy of the page: it may run this server's own files and ask this server. Text from calls could not become
    /// a script even if it became markup.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'"
    /// A year: the longest that is meant to be asked for (RFC 9111 §5.2.2.1 leaves it open; RFC 8246 says what immutable
    /// does).
    private static let forEver = "public, max-age=31536000, immutable"

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/client") { request, _ in page(request) }
        for asset in ClientAsset.allCases {
            let response = asset.file.response(policy: Self.policy, caching: Self.forEver)
            router.get(RouterPath("/client/\(ClientAsset.folder)/\(asset.rawValue)")) { _, _ in response }
        }
    }

    /// Answers with the page. Its addresses are relative to `/client/`, so that a proxy may put a prefix before it; they
    /// would break without the slash, which is redirected.
    private func page(_ request: Request) -> Response {
        guard request.uri.path.hasSuffix("/") else {
            let query = request.uri.query.map { "?\($0)" } ?? ""
            return Response(status: .movedPermanently, headers: [.location: "client/\(query)"])
        }
        var response = ClientAsset.page.response(policy: Self.policy)
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        return response
    }
}
