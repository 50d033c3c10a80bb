import CoreMetrics

/// What came of spans.
struct SpanCounts: Sendable {
    let exported: Counter
    let dropped: Counter

    init(factory: any MetricsFactory) {
        exported = Counter(label: CoraMetric.spansExported.name, factory: factory)
        dropped = Counter(label: CoraMetric.spansDropped.name, factory: factory)
    }
}
