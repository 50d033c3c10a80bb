import CoraCall
import CoraFakeTwilio
import CoraLoopback
import CoraTelemetry
import CoraTenant
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Testing

struct SpanExportTests {
    /// A collector that answers with these, then with 200.
    private struct Collector: Sendable {
        let requests = Ledger<LoopbackServer.Request>()
        let server: LoopbackServer

        init(answers: [HTTPResponseStatus] = []) {
            let requests = requests
            server = LoopbackServer { request in
                requests.append(request)
                let number = requests.count - 1
                return .response(number < answers.count ? answers[number] : .ok, type: "application/json", body: "{}")
            }
        }

        /// The names of the spans in each request.
        var names: [[String]] {
            requests.events.map { request in
                let data = Data(request.body.readableBytesView)
                let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
                let resource = (object?["resourceSpans"] as? [[String: Any]])?.first
                let scope = (resource?["scopeSpans"] as? [[String: Any]])?.first
                return (scope?["spans"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
            }
        }
    }

    private let queue = SpanQueue()
    private let meter = SpanMeter()

    private func exporter(port: Int, interval: Duration = .milliseconds(20)) -> SpanExporter {
        SpanExporter(
            .init(
                endpoint: "http://127.0.0.1:\(port)", headers: [("x-team", "voice")],
                resource: [("service.name", "cora-test")], interval: interval),
            queue: queue, group: MultiThreadedEventLoopGroup.singleton, meter: meter,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func finish(_ name: String) {
        queue.offer(CallSpan(name, in: SpanIdentity(trace: 1), from: WallTime(seconds: 1)))
    }

    /// Runs the exporter until the body is done; then it is asked to stop.
    private func run(_ exporter: SpanExporter, _ body: @Sendable () async throws -> Void) async throws {
        let group = ServiceGroup(
            services: [exporter], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `they come by OTLP over HTTP, with the headers and the name that were set`() async throws {
        let collector = Collector()
        let port = try await collector.server.start()
        finish("a")
        finish("b")
        try await run(exporter(port: port)) {
            try await eventually("the spans there") { collector.requests.count > 0 }
        }
        await collector.server.shutdown()
        let request = try #require(collector.requests.events.first)
        #expect(request.method == .POST)
        #expect(request.target == "/v1/traces")
        #expect(request.headers.first(name: "content-type") == "application/json")
        #expect(request.headers.first(name: "x-team") == "voice")
        #expect(String(buffer: request.body).contains(#""stringValue":"cora-test""#))
        #expect(collector.names == [["a", "b"]])
        #expect(meter.counts.exported == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what waits when the server goes is brought before it is gone`() async throws {
        let collector = Collector()
        let port = try await collector.server.start()
        try await run(exporter(port: port, interval: .seconds(3600))) { finish("last") }
        await collector.server.shutdown()
        #expect(collector.names == [["last"]])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a collector that is busy is asked again with the same spans`() async throws {
        let collector = Collector(answers: [.serviceUnavailable])
        let port = try await collector.server.start()
        finish("a")
        try await run(exporter(port: port)) {
            try await eventually("asked again") { collector.requests.count > 1 }
        }
        await collector.server.shutdown()
        #expect(collector.names == [["a"], ["a"]])
        #expect(meter.counts.exported == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `spans that it refuses are lost and counted, and the next ones are brought`() async throws {
        let collector = Collector(answers: [.badRequest])
        let port = try await collector.server.start()
        finish("bad")
        try await run(exporter(port: port)) {
            try await eventually("the first refused") { collector.requests.count == 1 }
            finish("good")
            try await eventually("the next there") { collector.requests.count == 2 }
        }
        await collector.server.shutdown()
        #expect(collector.names == [["bad"], ["good"]])
        #expect(meter.counts.dropped == 1)
        #expect(meter.counts.exported == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a collector that is away holds nothing up, the server's going least of all`() async throws {
        let collector = Collector()
        let port = try await collector.server.start()
        await collector.server.shutdown()
        finish("a")
        try await run(exporter(port: port)) { try await Task.sleep(for: .milliseconds(100)) }
        #expect(meter.counts.exported == 0)
        #expect(meter.counts.dropped == 1)
    }
}
