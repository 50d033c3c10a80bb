import BenchProbes
import NIOCore

/// Asks an event loop to do something each millisecond, and notes how late it does.
final class LatenessProbe: Sendable {
    private final class State {
        var times = Durations(capacity: 1 << 16)
        var isStopped = false
        var due = NIODeadline.now()
    }

    private static let interval = TimeAmount.milliseconds(1)

    private let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    init(on loop: any EventLoop) {
        self.loop = loop
        state = NIOLoopBoundBox.makeBoxSendingValue(State(), eventLoop: loop)
    }

    func start() async throws {
        try await loop.submit {
            self.state.value.due = .now() + Self.interval
            self.again()
        }.get()
    }

    /// What was noted.
    func stop() async throws -> Durations {
        try await loop.submit {
            self.state.value.isStopped = true
            return self.state.value.times
        }.get()
    }

    private func again() {
        let state = state.value
        guard !state.isStopped else { return }
        loop.assumeIsolated().scheduleTask(deadline: state.due) {
            state.times.add((NIODeadline.now() - state.due).nanoseconds)
            state.due = .now() + Self.interval
            self.again()
        }
    }
}
