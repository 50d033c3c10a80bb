import CoraCall

/// Bounds how long a piece of work may take.
enum Deadline {
    /// Runs `body` and cancels it when the time is over; returns once it has stopped.
    /// - Throws: what `body` throws; `ToolError.timeout`, `CancellationError`.
    static func within<Value: Sendable>(
        _ time: CallDuration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(time.nanoseconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw ToolError.timeout }
            return value
        }
    }
}
