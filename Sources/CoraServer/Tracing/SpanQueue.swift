import Synchronization
package import Tracing

/// A span that is over.
package struct FinishedSpan: Sendable {
    /// Which it is.
    package var identity: SpanIdentity
    /// The span it is part of; nil for the first of a trace.
    package var parent: UInt64?
    /// What was done.
    package var name: String
    /// On which side.
    package var kind: SpanKind
    /// When it began, in nanoseconds since 1970 (UTC).
    package var began: UInt64
    /// When it ended.
    package var ended: UInt64
    /// What goes with it.
    package var attributes: SpanAttributes
    /// What happened meanwhile.
    package var events: [SpanEvent]
    /// How it went, if that was said.
    package var status: SpanStatus?
}

/// Spans on their way to the collector. Of a bounded size: what does not fit is counted and lost. Any thread; does not
/// block.
package final class SpanQueue: Sendable {
    private struct State {
        var spans: [FinishedSpan] = []
        var dropped = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many spans wait at most.
    package init(limit: Int = 8192) {
        self.limit = limit
    }

    /// Takes a span, if there is room.
    package func offer(_ span: FinishedSpan) {
        state.withLock { state in
            if state.spans.count < limit { state.spans.append(span) } else { state.dropped += 1 }
        }
    }

    /// The oldest spans, at most so many, which are gone from here.
    package func take(_ most: Int) -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(most))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }

    /// How many were lost since this was last asked.
    package func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }
}
