package import CoraSupervisor
package import CoraTelemetry
import HTTPTypes
package import Hummingbird
import NIOCore

/// Answers `GET /metrics`, which Prometheus reads.
package struct MetricsRoutes: Sendable {
    private let metrics: FleetMetrics
    private let stats: @Sendable () async -> FleetStats
    private let refusal: @Sendable (Request, _ address: String?) async -> Response?

    /// - Parameters:
    ///   - metrics: writes the metrics.
    ///   - stats: reads the stats of this moment.
    ///   - refusal: the answer to a request that may not read this, from an address; nil if it may.
    package init(
        metrics: FleetMetrics, stats: @escaping @Sendable () async -> FleetStats,
        refusal: @escaping @Sendable (Request, _ address: String?) async -> Response?
    ) {
        self.metrics = metrics
        self.stats = stats
        self.refusal = refusal
    }

    /// Adds the route.
    package func add(to router: Router<ClientRequestContext>) {
        router.get("/metrics") { request, context in
            if let refusal = await refusal(request, context.clientAddress) { return refusal }
            let text = metrics.scrape(await stats())
            return Response(
                status: .ok, headers: [.contentType: MetricText.contentType],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
