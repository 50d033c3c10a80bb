package import CoraSettings
package import CoraSupervisor
import Synchronization

/// Answers `GET /metrics`. It measures nothing itself: the table of metrics reads what `FleetStats` and `FleetMeter`
/// have, and what the HTTP server and the exporter of spans count. Any thread.
package final class FleetMetrics: Sendable {
    private struct State {
        var tenants: TenantLedger
        var counts = RisingCounts()
    }

    /// Counts HTTP requests.
    package let requests = RequestMeter()
    /// Counts spans; nil without a collector.
    package let spans: SpanMeter?
    private let meter: FleetMeter
    private let state: Mutex<State>

    /// - Parameters:
    ///   - meter: times what calls do.
    ///   - tenants: whether tenants have labels of their own.
    ///   - spans: counts exported and lost spans; nil without a collector.
    package init(meter: FleetMeter, tenants: TenantLabels = TenantLabels(), spans: SpanMeter? = nil) {
        self.meter = meter
        self.spans = spans
        state = Mutex(State(tenants: TenantLedger(tenants)))
    }

    /// All metrics, in the text that a scraper reads.
    /// - Parameter stats: the stats of this moment.
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
                // A count may be lower than at the scrape before for a moment: between a call's end and its being
                // counted as ended, its figures are in no sum.
                let isCounter = metric.kind == .counter
                let value = isCounter ? counts.most("\(metric.name)/\(labels)", number) : number
                text += MetricText.sample(metric.name, labels, value)
            }
        }
    }
}
