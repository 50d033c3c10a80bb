/// What the database or an event loop says, or nil once the patience is over: whoever waits for it does not wait longer,
/// also where a query takes its time to be cancelled.
/// - Parameter ask: the question. It is cancelled when nobody waits any more, and must end by itself: a query does, within
///   its own bounds, and a visit to a loop when that comes to it.
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
