import Synchronization

/// What came of spans.
package struct SpanCounts: Sendable, Equatable {
    /// Spans that the collector took.
    package var exported = 0
    /// Spans that were lost.
    package var dropped = 0
}

/// Counts what comes of spans. Any thread.
package final class SpanMeter: Sendable {
    private let state = Mutex(SpanCounts())

    package init() {}

    /// What was counted.
    package var counts: SpanCounts { state.withLock { $0 } }

    /// The collector took so many.
    func exported(_ count: Int) { state.withLock { $0.exported += count } }

    /// So many were lost.
    func dropped(_ count: Int) { state.withLock { $0.dropped += count } }
}
