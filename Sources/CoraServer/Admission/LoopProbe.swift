import CoraCall
import CoraTenant
import NIOCore
import Synchronization

/// Measures how late one event loop runs the tasks it is given.
final class LoopProbe: Sendable {
    private struct State {
        var sentAt: CallInstant?
        var lag = CallDuration.zero
        var most = MinuteMaximum()
    }

    private let loop: any EventLoop
    private let now: @Sendable () -> CallInstant
    private let state = Mutex(State())

    init(_ loop: any EventLoop, now: @escaping @Sendable () -> CallInstant) {
        self.loop = loop
        self.now = now
    }

    /// The loop's identity, as in `LiveCall.executor`.
    var loopID: ObjectIdentifier { ObjectIdentifier(loop) }

    /// Gives the loop a task to run and times it. If the loop has not run the one before yet, it is at least that late.
    func look() {
        let now = now()
        let isBusy = state.withLock { state in
            guard let sentAt = state.sentAt else {
                state.sentAt = now
                return false
            }
            state.lag = now - sentAt
            state.most.add(state.lag, at: now)
            return true
        }
        if !isBusy { loop.execute { self.ran() } }
    }

    private func ran() {
        let now = now()
        state.withLock { state in
            guard let sentAt = state.sentAt else { return }
            state.sentAt = nil
            state.lag = now - sentAt
            state.most.add(state.lag, at: now)
        }
    }

    /// How late the loop is now, and the most of the last minute.
    var lag: (now: CallDuration, most: CallDuration) {
        let now = now()
        return state.withLock { ($0.lag, $0.most.value(at: now)) }
    }
}
