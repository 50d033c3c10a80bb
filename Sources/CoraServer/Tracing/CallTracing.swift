import CoraCall
import CoraStore
package import CoreMetrics
package import Logging
package import NIOCore

/// The spans of calls, and who brings them to a collector.
package struct CallTracing: Sendable {
    /// Makes the spans: an observer and a recorder of every call.
    package let traces: CallTraces
    /// Brings them away: a service that is to be stopped after the calls.
    package let exporter: SpanExporter

    /// Nil where no collector is set: then nothing is made, and calls have nothing to do with it.
    ///
    /// - Parameters:
    ///   - instance: this instance's name.
    ///   - build: what was built.
    ///   - group: the event loops of the connections to the collector.
    ///   - metrics: where it is counted what came of spans.
    package init?(
        _ settings: Settings.Observation, instance: String, build: String, group: any EventLoopGroup,
        metrics: any MetricsFactory, logger: Logger
    ) {
        guard let collector = settings.collector else { return nil }
        let queue = SpanQueue()
        let address = collector.text
        exporter = SpanExporter(
            .init(
                endpoint: address.hasSuffix("/") ? String(address.dropLast()) : address,
                headers: SpanExporter.Settings.headers(settings.collectorHeaders?.revealed ?? ""),
                resource: [
                    ("service.name", settings.serviceName), ("service.instance.id", instance),
                    ("service.version", build),
                ]),
            queue: queue, group: group, metrics: metrics, logger: logger)
        traces = CallTraces(
            tracer: QueueTracer(queue), wall: { UInt64(max(WallClock.now(), 0)) * 1000 },
            clock: { CallInstant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) })
    }
}
