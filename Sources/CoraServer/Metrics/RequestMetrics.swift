import CoreMetrics
package import Hummingbird

/// Counts and times every HTTP request, by the pattern of its route: what was asked for could be anything.
package struct RequestMetrics<Context: RequestContext>: RouterMiddleware {
    private let meter: RequestMeter

    package init(registry: PrometheusRegistry) {
        meter = RequestMeter(registry: registry)
    }

    package func handle(
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
            nanoseconds: span.seconds * 1_000_000_000 + span.attoseconds / 1_000_000_000)
    }
}

/// What is counted of HTTP requests.
struct RequestMeter: Sendable {
    let registry: PrometheusRegistry

    /// An answer was given.
    func record(route: String, status: Int, nanoseconds: Int64) {
        Counter(
            label: CoraMetric.requests.name, dimensions: [("route", route), ("status", String(status))],
            factory: registry
        ).increment()
        Timer(label: CoraMetric.requestTook.name, dimensions: [("route", route)], factory: registry)
            .recordNanoseconds(nanoseconds)
    }
}
