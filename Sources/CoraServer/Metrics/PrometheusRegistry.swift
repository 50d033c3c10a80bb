package import CoreMetrics
import Synchronization

/// Keeps metrics and prints them as Prometheus reads them. A backend of swift-metrics: counters, meters and gauges as they
/// are, recorders and timers as histograms, timers in seconds.
///
/// Of a bounded size: a metric has at most `seriesLimit` sets of labels, any further one counts as `other`, and there are
/// at most `familyLimit` names. Any thread; nothing is held locked while it is waited for.
package final class PrometheusRegistry: MetricsFactory {
    /// The value of every label once a metric has too many sets of them.
    package static let overflowValue = "other"
    private static let familyLimit = 512

    private struct Family {
        let metric: CoraMetric
        var series: [String: any MetricSeries] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var overflows = 0
    }

    private let seriesLimit: Int
    private let described: [String: CoraMetric]
    private let places: [String: Int]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - table: the metrics that have a help and bounds of their own, in the order in which they are printed.
    ///   - seriesLimit: the most sets of labels a metric may have.
    package init(table: [CoraMetric] = CoraMetric.all, seriesLimit: Int = 200) {
        self.seriesLimit = seriesLimit
        described = Dictionary(table.map { ($0.name, $0) }) { first, _ in first }
        places = Dictionary(table.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// Times a set of labels was counted as `other`, or a metric was not kept at all.
    package var overflows: Int { state.withLock { $0.overflows } }

    /// Everything, as a scraper reads it.
    package func exposition() -> String {
        let families = state.withLock { Array($0.families.values) }.filter { !$0.series.isEmpty }
        let ordered = families.sorted { place($0.metric) < place($1.metric) }
        var text = ""
        for family in ordered {
            text += MetricText.heading(family.metric)
            for series in family.series.values.sorted(by: { $0.labels < $1.labels }) {
                series.write(family.metric.name, into: &text)
            }
        }
        return text
    }

    /// Forgets every set of labels of a metric, so that those that are gone are not printed any more.
    package func forget(_ metric: CoraMetric) {
        state.withLock { $0.families[metric.name]?.series = [:] }
    }

    private func place(_ metric: CoraMetric) -> (Int, String) { (places[metric.name] ?? .max, metric.name) }

    // MARK: swift-metrics

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // What was counted stays: a series that went and came back would be taken for a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: Series

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        series(label, dimensions, .counter) { labels, _ in CounterSeries(labels: labels) }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        series(label, dimensions, .gauge) { labels, _ in GaugeSeries(labels: labels) }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        series(label, dimensions, .histogram) { HistogramSeries(labels: $0, bounds: $1.bounds) }
    }

    /// The series of that name and labels; one that is not printed where there is no place for it, or where the name is
    /// that of a metric of another kind.
    private func series<Series: MetricSeries>(
        _ label: String, _ dimensions: [(String, String)], _ kind: CoraMetric.Kind,
        make: (String, CoraMetric) -> Series
    ) -> Series {
        let name = MetricText.name(label)
        let metric = described[name] ?? .foreign(name, kind, dimensions.map(\.0))
        var labels = MetricText.labels(dimensions)
        return state.withLock { state in
            if state.families[name] == nil, state.families.count < Self.familyLimit {
                state.families[name] = Family(metric: metric)
            }
            guard let family = state.families[name], family.metric.kind == kind else {
                state.overflows += 1
                return make(labels, metric)
            }
            if family.series[labels] == nil, family.series.count >= seriesLimit {
                state.overflows += 1
                labels = MetricText.labels(dimensions.map { ($0.0, Self.overflowValue) })
            }
            if let known = state.families[name]?.series[labels] as? Series { return known }
            let new = make(labels, metric)
            state.families[name]?.series[labels] = new
            return new
        }
    }
}
