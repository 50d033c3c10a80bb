import CoraCall
import CoraSupervisor
import CoraTelemetry
import CoraTenant
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import CoraDoor
@testable import CoraServer

struct MetricsRoutesTests {
    private let metrics = FleetMetrics(
        meter: FleetMeter(clocks: Clocks(wall: { WallTime(microseconds: 0) }, steady: { CallInstant(nanoseconds: 0) })))

    private func router(refusing isRefused: Bool = false) -> Router<ClientRequestContext> {
        let router = Router(context: ClientRequestContext.self)
        router.add(middleware: RequestMetrics(meter: metrics.requests))
        router.get("/ops/calls/{sid}") { _, _ in "a call\n" }
        router.get("/trouble") { _, _ -> String in throw HTTPError(.badRequest) }
        MetricsRoutes(
            metrics: metrics,
            stats: { FleetStats(at: 0, instance: .init(build: "b7")) },
            refusal: { _, _ in isRefused ? Response(status: .unauthorized) : nil }
        ).add(to: router)
        return router
    }

    private func get(_ path: String, from router: Router<ClientRequestContext>) async throws -> (Response, String) {
        let request = Request(
            head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path),
            body: .init(buffer: ByteBuffer()))
        let context = ClientRequestContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let response = try await router.buildResponder().respond(to: request, context: context)
        let text = Collected()
        try await response.body.write(text)
        return (response, String(buffer: text.buffer))
    }

    private final class Collected: ResponseBodyWriter {
        var buffer = ByteBuffer()

        func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }
        func finish(_ trailers: HTTPFields?) async throws {}
    }

    @Test func `it is the text that Prometheus reads, of how things are now`() async throws {
        let (response, text) = try await get("/metrics", from: router())
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(text.contains(#"cora_build_info{build="b7"} 1"#))
    }

    @Test func `who may not read it gets the refusal, and nothing of it`() async throws {
        let (response, text) = try await get("/metrics", from: router(refusing: true))
        #expect(response.status == .unauthorized)
        #expect(text.isEmpty)
    }

    @Test func `requests are counted by the pattern of their route, those that fail too`() async throws {
        let router = router()
        for sid in ["CA1", "CA2"] { _ = try await get("/ops/calls/\(sid)", from: router) }
        #expect(try await get("/trouble", from: router).0.status == .badRequest)
        let (_, text) = try await get("/metrics", from: router)
        #expect(text.contains(#"cora_http_requests_total{route="/ops/calls/{sid}",status="200"} 2"#))
        #expect(text.contains(#"cora_http_requests_total{route="/trouble",status="400"} 1"#))
        #expect(!text.contains("CA1"))
    }
}
