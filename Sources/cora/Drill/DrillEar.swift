import CoraFakeTwilio
import Synchronization

/// When one caller of the drill last began to hear the agent.
final class DrillEar: FakeCallObserver {
    private struct State {
        var heardAt: ContinuousClock.Instant?
        var isOver = false
    }

    private let state = Mutex(State())

    /// When the caller last began to hear the agent; nil if they have not yet.
    var heardAt: ContinuousClock.Instant? { state.withLock(\.heardAt) }

    /// Whether the call is over.
    var isOver: Bool { state.withLock(\.isOver) }

    /// Takes note of what the caller hears. On the call's event loop.
    func callDid(_ event: LineEvent) {
        switch event.kind {
        case .agentStarted: state.withLock { $0.heardAt = .now }
        case .ended: state.withLock { $0.isOver = true }
        default: break
        }
    }
}
