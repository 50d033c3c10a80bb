/// An operation took longer than it may.
package struct TimeLimitExceeded: Error {}

/// Runs an operation for no longer than a limit. When the time is over, or this task is cancelled, the operation is
/// cancelled and waited for.
/// - Throws: `TimeLimitExceeded`, `CancellationError`, and what the operation throws.
package func withTimeLimit<Value: Sendable>(
    _ limit: Duration, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TimeLimitExceeded()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}

/// Asks a question and waits for its answer no longer than the patience, even if the question takes its time to be
/// cancelled.
/// - Parameter ask: asks the database or an event loop. It is cancelled when the patience is over, and must end by
///   itself: a query does within its own limits, and a visit to a loop when the loop gets to it.
/// - Returns: the answer; nil once the patience is over.
package func soon<Answer: Sendable>(
    within patience: Duration, _ ask: @escaping @Sendable () async -> Answer?
) async -> Answer? {
    let (answers, answer) = AsyncStream.makeStream(of: Answer?.self, bufferingPolicy: .bufferingOldest(1))
    let asking = Task { answer.yield(await ask()) }
    let timer = Task {
        try? await Task.sleep(for: patience)
        answer.yield(nil)
    }
    defer {
        asking.cancel()
        timer.cancel()
    }
    for await first in answers { return first }
    return nil
}
