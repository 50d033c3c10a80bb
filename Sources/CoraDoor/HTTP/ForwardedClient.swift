import CoraSettings
import HTTPTypes
import Hummingbird

/// Finds the client behind trusted proxies, so that routes see its address instead of the proxy's.
struct ForwardedClient: RouterMiddleware {
    typealias Context = ClientRequestContext

    /// The trusted proxies; nil if there are none: then the connection's other end is the client.
    let proxies: TrustedProxies?

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let proxies else {
            return try await next(request, context)
        }
        var context = context
        context.clientAddress = proxies.client(
            of: context.clientAddress, forwarded: request.headers[values: .forwardedFor])
        return try await next(request, context)
    }
}
