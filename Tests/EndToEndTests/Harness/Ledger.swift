import Synchronization

/// What happened at one end, in order, and a way to wait for what is still to happen.
final class Ledger<Event: Sendable>: Sendable {
    /// Something did not happen.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private struct Waiter {
        let matches: @Sendable (Event) -> Bool
        let continuation: CheckedContinuation<Event, any Error>
    }

    private struct State {
        var events: [Event] = []
        var waiters: [Int: Waiter] = [:]
        var waitersMade = 0
    }

    private let state = Mutex(State())

    /// Everything so far.
    var events: [Event] { state.withLock(\.events) }

    /// How many events there are: what comes later is after this place.
    var count: Int { state.withLock { $0.events.count } }

    func append(_ event: Event) {
        let due = state.withLock { state in
            state.events.append(event)
            let ready = state.waiters.filter { $0.value.matches(event) }
            for id in ready.keys { state.waiters[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in due { continuation.resume(returning: event) }
    }

    /// The first event after a place that is wanted; waits for it if it has not happened yet.
    /// - Throws: ``Missing`` if it has not happened `within` that time.
    @discardableResult
    func first(
        _ what: String, after place: Int = 0, within limit: Duration = .seconds(15),
        where matches: @escaping @Sendable (Event) -> Bool
    ) async throws -> Event {
        let id = state.withLock { state in
            state.waitersMade += 1
            return state.waitersMade
        }
        let bound = Task {
            try await Task.sleep(for: limit)
            giveUp(id, Missing(description: "\(what) did not happen; this did: \(events.suffix(12))"))
        }
        defer { bound.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let found = state.withLock { state in
                    let found = state.events.dropFirst(place).first(where: matches)
                    if found == nil { state.waiters[id] = Waiter(matches: matches, continuation: continuation) }
                    return found
                }
                if let found { continuation.resume(returning: found) }
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    private func giveUp(_ id: Int, _ error: any Error) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(throwing: error)
    }
}

/// Waits for a value whose change is not announced.
/// - Throws: ``Ledger/Missing`` after 15 s.
func eventually(
    _ what: String, within limit: Duration = .seconds(15), _ isTrue: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !isTrue() {
        guard ContinuousClock.now < deadline else { throw Ledger<Never>.Missing(description: "\(what): not so") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
