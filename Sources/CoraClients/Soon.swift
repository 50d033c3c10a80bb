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
