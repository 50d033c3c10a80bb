package import CoraSupervisor
import Synchronization

/// What `GET /metrics` tells. Nothing is measured for it: the table of metrics reads what `FleetStats` and `FleetMeter`
/// have, and what the HTTP server and the exporter of spans count. Any thread.
package final class FleetMetrics: Sendable {
    private struct State {
        var tenants: TenantLedger
        var counts = RisingCounts()
    }

    /// Counts HTTP requests.
    package let requests = RequestMeter()
    /// Counts spans.
    package let spans: SpanMeter?
    private let meter: FleetMeter
    private let state: Mutex<State>

    /// - Parameters:
    ///   - meter: times what calls do.
    ///   - tenants: whether tenants are told apart.
    ///   - spans: counts what came of spans; nil where no collector is set.
    package init(meter: FleetMeter, tenants: TenantLabels = TenantLabels(), spans: SpanMeter? = nil) {
        self.meter = meter
        self.spans = spans
        state = Mutex(State(tenants: TenantLedger(tenants)))
    }

    /// Everything, as a scraper reads it.
    /// - Parameter stats: how things are now.
    package func scrape(_ stats: FleetStats) -> String {
        let (timings, requests, spans) = (meter.timings, requests.counts, spans?.counts)
        return state.withLock { state in
            let reading = MetricsReading(
                stats: stats, timings: timings, requests: requests, spans: spans,
                tenants: state.tenants.take(stats.tenants))
            return CoraMetric.all.reduce(into: "") { Self.write($1, of: reading, &state.counts, into: &$0) }
        }
    }

    private static func write(
        _ metric: CoraMetric, of reading: MetricsReading, _ counts: inout RisingCounts, into text: inout String
    ) {
        let samples = metric.samples(reading).map { (labels: MetricText.labels(metric.labels, $0.labels), $0.value) }
        guard !samples.isEmpty else { return }
        text += MetricText.heading(metric)
        for (labels, value) in samples.sorted(by: { $0.labels < $1.labels }) {
            switch value {
            case .histogram(let buckets): text += MetricText.histogram(metric.name, labels, buckets)
            case .number(let number):
                // A reading may fall behind an earlier one for a moment: a call's figures are in no sum between its end
                // and its being counted among the ended.
                let isCounter = metric.kind == .counter
                let value = isCounter ? counts.most("\(metric.name)/\(labels)", number) : number
                text += MetricText.sample(metric.name, labels, value)
            }
        }
    }
}
