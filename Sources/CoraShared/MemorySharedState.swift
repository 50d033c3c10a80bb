package import CoraTenant
import Synchronization

/// What is remembered across calls, in this process: it is forgotten when the process ends. Any thread.
package final class MemorySharedState: SharedState {
    private struct State {
        /// Tokens live for seconds, streams for a day: in one line, streams would hold tokens back.
        var streams: FactMemory
        var tokens: FactMemory
        var limiter: FailureLimiter
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> CallInstant

    /// - Parameters:
    ///   - limiter: the rule for wrong tokens.
    ///   - most: how many streams are remembered, and how many tokens; 100,000 of each take some 20 MB.
    ///   - now: a clock that only goes forward.
    package init(
        limiter: FailureLimiter = FailureLimiter(), remembering most: Int = 100_000,
        now: @escaping @Sendable () -> CallInstant
    ) {
        state = Mutex(
            State(streams: FactMemory(most: most), tokens: FactMemory(most: most), limiter: limiter))
        self.now = now
    }

    package func note(_ fact: SharedFact, for life: CallDuration) async -> CallDuration? {
        let now = now()
        return state.withLock { state in
            switch fact {
            case .presented: state.tokens.note(fact, for: life, at: now)
            case .admitted, .over: state.streams.note(fact, for: life, at: now)
            }
        }
    }

    package func age(of fact: SharedFact) async -> CallDuration? {
        let now = now()
        return state.withLock { state in
            switch fact {
            case .presented: state.tokens.age(of: fact, at: now)
            case .admitted, .over: state.streams.age(of: fact, at: now)
            }
        }
    }

    package func failed(from address: String) async -> FailureLimiter.Outcome {
        let now = now()
        return state.withLock { $0.limiter.failed(from: address, at: now) }
    }
}
