import CoraCall
import CoraTelemetry
import CoraTenant
import Hummingbird

/// Counts and times every HTTP request by the pattern of its route, since the path itself could be anything.
struct RequestMetrics: RouterMiddleware {
    typealias Context = ClientRequestContext

    let meter: RequestMeter

    /// Passes the request on, then counts and times its answer.
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        do {
            let response = try await next(request, context)
            record(context.endpointPath, response.status.code, since: began)
            return response
        } catch {
            record(context.endpointPath, (error as? any HTTPResponseError)?.status.code ?? 500, since: began)
            throw error
        }
    }

    private func record(_ route: String?, _ status: Int, since began: ContinuousClock.Instant) {
        let span = began.duration(to: .now).components
        meter.record(
            route: route ?? "none", status: status,
            took: CallDuration(nanoseconds: span.seconds * 1_000_000_000 + span.attoseconds / 1_000_000_000))
    }
}
