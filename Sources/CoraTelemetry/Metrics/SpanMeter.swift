import Synchronization

/// How many spans were exported and lost.
package struct SpanCounts: Sendable, Equatable {
    /// Spans that the collector took.
    package var exported = 0
    /// Spans that were lost.
    package var dropped = 0
}

/// Counts exported and lost spans. Any thread.
package final class SpanMeter: Sendable {
    private let state = Mutex(SpanCounts())

    package init() {}

    /// What was counted.
    package var counts: SpanCounts { state.withLock { $0 } }

    /// Counts spans that the collector took.
    func exported(_ count: Int) { state.withLock { $0.exported += count } }

    /// Counts spans that were lost.
    func dropped(_ count: Int) { state.withLock { $0.dropped += count } }
}
