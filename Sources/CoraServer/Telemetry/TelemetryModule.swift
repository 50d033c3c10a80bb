import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTelemetry
import Logging
import ServiceLifecycle

/// What is measured of calls: figures, metrics and spans.
struct TelemetryModule: Sendable {
    /// The name, build and start of this process.
    let instance: InstanceName
    /// Counts and times what calls do.
    let meter: FleetMeter
    /// Answers `GET /metrics`.
    let metrics: FleetMetrics
    /// Makes the spans of calls; nil if no collector is set.
    let traces: CallTraces?
    /// In the order in which they start. They bring spans to a collector.
    let services: [any Service]

    init(_ context: ServerContext) {
        let settings = context.settings.observation
        instance = InstanceName(startedAt: context.startedAt)
        meter = FleetMeter(clocks: context.clocks)
        let tracing = SpanExporter.Settings(settings, of: instance).map {
            CallTracing($0, group: context.group, clocks: context.clocks, logger: context.logger)
        }
        metrics = FleetMetrics(meter: meter, tenants: settings.tenantLabels, spans: tracing?.meter)
        traces = tracing?.traces
        services = [tracing?.exporter].compactMap(\.self)
    }
}
