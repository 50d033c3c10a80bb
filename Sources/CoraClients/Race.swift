/// A bound on how long something may take.
enum Race {
    /// What the operation returns, or the other value when it takes longer, or when the task is cancelled; the operation
    /// is cancelled then, and waited for.
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
