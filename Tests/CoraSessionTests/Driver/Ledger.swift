import Synchronization

/// What happened at one end, in order, and a way to wait for what is still to happen. Tests are bounded by their own time
/// limits.
final class Ledger<Event: Sendable>: Sendable {
    private struct Waiter {
        let matches: @Sendable (Event) -> Bool
        let continuation: CheckedContinuation<Event, Never>
    }

    private struct State {
        var events: [Event] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    /// Everything so far.
    var events: [Event] { state.withLock(\.events) }

    /// Adds an event and wakes those who wait for it.
    func append(_ event: Event) {
        let due = state.withLock { state in
            state.events.append(event)
            let due = state.waiters.filter { $0.matches(event) }
            state.waiters.removeAll { $0.matches(event) }
            return due
        }
        for waiter in due { waiter.continuation.resume(returning: event) }
    }

    /// The first event that matches: one that happened, or one that is still to come.
    @discardableResult
    func first(where matches: @escaping @Sendable (Event) -> Bool) async -> Event {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                let known = state.events.first(where: matches)
                if known == nil { state.waiters.append(Waiter(matches: matches, continuation: continuation)) }
                return known
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
