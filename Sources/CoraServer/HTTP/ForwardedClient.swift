import HTTPTypes
import Hummingbird

/// Has routes know the client behind the proxies that are trusted, instead of the proxy.
struct ForwardedClient: RouterMiddleware {
    typealias Context = ClientRequestContext

    /// Nil where there are none: then the connection's other end is the client.
    let proxies: TrustedProxies?

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let proxies, let name = HTTPField.Name("X-Forwarded-For") else {
            return try await next(request, context)
        }
        var context = context
        context.clientAddress = proxies.client(of: context.clientAddress, forwarded: request.headers[values: name])
        return try await next(request, context)
    }
}
