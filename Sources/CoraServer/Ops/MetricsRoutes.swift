import CoraDoor
import CoraSupervisor
import CoraTelemetry
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers `GET /metrics`, which Prometheus reads.
struct MetricsRoutes: Sendable {
    let metrics: FleetMetrics
    /// Reads the stats of this moment.
    let stats: @Sendable () async -> FleetStats
    /// The answer to a request that may not read this, from an address; nil if it may.
    let refusal: @Sendable (Request, _ address: String?) async -> Response?

    /// Adds the route.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/metrics") { request, context in
            if let refusal = await refusal(request, context.clientAddress) { return refusal }
            let text = metrics.scrape(await stats())
            return Response(
                status: .ok, headers: [.contentType: MetricText.contentType],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
