/// Bounds how long an operation may take.
enum Race {
    /// Runs the operation and returns its result, or `other` if the time passes or the task is cancelled first. The
    /// operation is then cancelled and waited for.
    static func first<Value: Sendable>(
        within time: Duration, orElse other: Value, _ operation: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Value.self) { group in
            group.addTask { await operation() }
            group.addTask {
                try? await Task.sleep(for: time)
                return other
            }
            defer { group.cancelAll() }
            return await group.next() ?? other
        }
    }
}
