import AsyncHTTPClient
import CoraCall
import CoraClients
import Foundation
package import Logging
package import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Brings finished spans to an OpenTelemetry collector: OTLP over HTTP, as JSON, some hundred at a time. It asks a
/// collector that is slow or away again a few times; then the spans are lost and counted, and nothing else suffers.
package struct SpanExporter: Service {
    /// The collector, and what goes with each request to it.
    package struct Settings: Sendable {
        /// The collector's address; `/v1/traces` is added.
        package var endpoint: String
        /// Headers that the collector wants, such as a key.
        package var headers: [(String, String)]
        /// Describes the process that sends spans: `service.name` and so on.
        package var resource: [(String, String)]
        /// How often the exporter looks into the queue.
        package var interval: Duration

        package init(
            endpoint: String, headers: [(String, String)] = [], resource: [(String, String)] = [],
            interval: Duration = .seconds(1)
        ) {
            self.endpoint = endpoint
            self.headers = headers
            self.resource = resource
            self.interval = interval
        }

        /// Reads headers from the form of OTEL_EXPORTER_OTLP_HEADERS: `name=value`, with commas between.
        package static func headers(_ text: String) -> [(String, String)] {
            text.split(separator: ",").compactMap { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                let value = String(parts[1])
                return (parts[0].trimmingCharacters(in: .whitespaces), value.removingPercentEncoding ?? value)
            }
        }
    }

    private enum Outcome {
        case taken
        /// The collector is away or busy, and may take the spans later.
        case away(String)
        /// The collector refused the spans, and always will.
        case refused(String)
    }

    private static let batch = 512
    private static let attempts = 5
    private static let patience = TimeAmount.seconds(5)
    /// The time for the last spans once the server stops.
    private static let farewell = Duration.seconds(3)

    private let settings: Settings
    private let queue: SpanQueue
    private let http: LazyHTTPClient
    private let logger: Logger
    private let meter: SpanMeter

    /// - Parameters:
    ///   - queue: the spans that wait.
    ///   - group: the event loops of the connections to the collector.
    ///   - meter: counts exported and lost spans.
    package init(
        _ settings: Settings, queue: SpanQueue, group: any EventLoopGroup, meter: SpanMeter, logger: Logger
    ) {
        self.settings = settings
        self.queue = queue
        self.logger = logger
        http = LazyHTTPClient(group: group)
        self.meter = meter
    }

    /// Exports spans until the server stops, and then the last ones for as long as `farewell`.
    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await exportUntilShutdown() }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: Self.farewell)
            }
            // Whichever comes first ends this: all spans are exported, or the time is over.
            await group.next()
            group.cancelAll()
        }
        await http.shutdown()
    }

    /// Exports until the server stops. A request under way then is finished, and the spans that still wait are exported
    /// last.
    private func exportUntilShutdown() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: settings.interval) }
            await exportAll()
        }
        await exportAll()
    }

    /// Exports every span that waits, until the collector stays away or the task is cancelled.
    private func exportAll() async {
        var isWell = true
        while isWell {
            meter.dropped(queue.takeDropped())
            let spans = queue.take(Self.batch)
            guard !spans.isEmpty else { return }
            isWell = await export(spans)
        }
    }

    private func export(_ spans: [CallSpan]) async -> Bool {
        var reason = "the server was stopping"
        for attempt in 0..<Self.attempts {
            switch await send(spans) {
            case .taken:
                meter.exported(spans.count)
                return true
            case .refused(let why):
                lose(spans, why)
                return true
            case .away(let why): reason = why
            }
            guard !Task.isShuttingDownGracefully else { break }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: .milliseconds(500 << attempt)) }
        }
        lose(spans, reason)
        return false
    }

    private func lose(_ spans: [CallSpan], _ reason: String) {
        meter.dropped(spans.count)
        logger.warning(
            "spans were lost: the collector did not take them",
            metadata: [LogKey.spans: "\(spans.count)", LogKey.reason: "\(reason)"])
    }

    private func send(_ spans: [CallSpan]) async -> Outcome {
        guard let client = http.client else { return .refused("the server is stopping") }
        do {
            let body = try OTLPDocument(spans, resource: settings.resource).data()
            var request = HTTPClientRequest(url: settings.endpoint + "/v1/traces")
            request.method = .POST
            for (name, value) in settings.headers { request.headers.add(name: name, value: value) }
            request.headers.replaceOrAdd(name: "content-type", value: "application/json")
            request.body = .bytes(body)
            let response = try await client.execute(request, timeout: Self.patience)
            // The body is read so that the connection can be used again.
            _ = try? await response.body.collect(upTo: 64 << 10)
            switch response.status.code {
            case 200..<300: return .taken
            // The statuses after which OTLP lets a client try again.
            case 429, 502, 503, 504: return .away("status \(response.status.code)")
            default: return .refused("status \(response.status.code)")
            }
        } catch {
            return .away("\(error)")
        }
    }
}
