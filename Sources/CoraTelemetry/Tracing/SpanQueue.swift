import Synchronization

/// Finished spans on their way to the collector. Of a bounded size: spans that do not fit are lost and counted. Any
/// thread; it does not block.
package final class SpanQueue: Sendable {
    private struct State {
        var spans: [CallSpan] = []
        var dropped = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many spans wait at most.
    package init(limit: Int = 8192) {
        self.limit = limit
    }

    /// Adds a span, or counts it as lost if the queue is full.
    package func offer(_ span: CallSpan) {
        state.withLock { state in
            if state.spans.count < limit { state.spans.append(span) } else { state.dropped += 1 }
        }
    }

    /// Takes out the oldest spans.
    /// - Parameter most: how many at most.
    package func take(_ most: Int) -> [CallSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(most))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }

    /// How many spans were lost since the last call of this function.
    package func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }
}
