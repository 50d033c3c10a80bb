package import CoraSupervisor
import HTTPTypes
package import Hummingbird
import NIOCore

/// `GET /metrics`: what Prometheus reads.
package struct MetricsRoutes: Sendable {
    private let metrics: FleetMetrics
    private let stats: @Sendable () async -> FleetStats
    private let refusal: @Sendable (Request) async -> Response?

    /// - Parameters:
    ///   - metrics: what is told.
    ///   - stats: how things are now.
    ///   - refusal: the answer to a request that may not read this; nil for one that may.
    package init(
        metrics: FleetMetrics, stats: @escaping @Sendable () async -> FleetStats,
        refusal: @escaping @Sendable (Request) async -> Response?
    ) {
        self.metrics = metrics
        self.stats = stats
        self.refusal = refusal
    }

    /// Adds the route.
    package func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/metrics") { request, _ in
            if let refusal = await refusal(request) { return refusal }
            let text = metrics.scrape(await stats())
            return Response(
                status: .ok, headers: [.contentType: MetricText.contentType],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
