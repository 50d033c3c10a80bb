import Synchronization

/// What the person looks at: the keys set it, and the tasks that ask the instance read it.
final class Wanted: Sendable {
    private struct State {
        var instance: Int
        var sid: String?
        var changes = 0
    }

    private static let step = Duration.milliseconds(50)

    private let state: Mutex<State>

    init(instance: Int) {
        state = Mutex(State(instance: instance))
    }

    var instance: Int { state.withLock { $0.instance } }
    var sid: String? { state.withLock { $0.sid } }

    /// Turns to another instance.
    func turn(to instance: Int) {
        state.withLock { state in
            state.instance = instance
            state.sid = nil
            state.changes += 1
        }
    }

    /// Looks at a call; nil for none.
    func look(at sid: String?) {
        state.withLock { state in
            guard state.sid != sid else { return }
            state.sid = sid
            state.changes += 1
        }
    }

    /// Waits so long, or until the person looks at something else.
    func pause(_ span: Duration) async {
        let changes = state.withLock { $0.changes }
        let deadline = ContinuousClock.now + span
        while ContinuousClock.now < deadline, state.withLock({ $0.changes }) == changes {
            do { try await Task.sleep(for: Self.step) } catch { return }
        }
    }
}
