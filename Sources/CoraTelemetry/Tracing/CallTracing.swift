import CoraCall
package import CoraTenant
package import Logging
package import NIOCore

/// What makes the spans of calls, and the service that brings them to a collector.
package struct CallTracing: Sendable {
    /// Makes the spans: an observer and a recorder of every call.
    package let traces: CallTraces
    /// Brings spans to the collector: a service that must be stopped after the calls.
    package let exporter: SpanExporter
    /// Counts exported and lost spans.
    package let meter = SpanMeter()

    /// - Parameters:
    ///   - collector: the collector's address, and what goes with each request.
    ///   - group: the event loops of the connections to the collector.
    package init(
        _ collector: SpanExporter.Settings, group: any EventLoopGroup, clocks: Clocks, logger: Logger
    ) {
        let queue = SpanQueue()
        exporter = SpanExporter(collector, queue: queue, group: group, meter: meter, logger: logger)
        traces = CallTraces(queue: queue, clocks: clocks)
    }
}
