import Synchronization

/// Work that goes on when the task that asked for it is cancelled, and that its owner waits for before the process ends.
/// Any thread.
package final class OwnedWork: Sendable {
    private struct State {
        var next = 0
        var running: [Int: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Begins a piece of work, which has to come to an end by itself.
    /// - Returns: its task. Cancelling the task that waits for it leaves it alone.
    package func begin<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
        state.withLock { state in
            let number = state.next
            state.next += 1
            let task = Task { await work() }
            state.running[number] = Task {
                _ = await task.value
                ended(number)
            }
            return task
        }
    }

    private func ended(_ number: Int) {
        state.withLock { _ = $0.running.removeValue(forKey: number) }
    }

    /// How many pieces of work go on.
    package var count: Int { state.withLock(\.running.count) }

    /// Waits until no work goes on, no longer than the patience.
    /// - Returns: whether all of it has ended.
    package func finish(within patience: Duration) async -> Bool {
        await soon(within: patience) {
            while !Task.isCancelled, let task = self.state.withLock({ $0.running.values.first }) { await task.value }
            return true
        } ?? false
    }
}
