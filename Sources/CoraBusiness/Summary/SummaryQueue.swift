import Synchronization

/// Ended calls that wait for the model. Bounded; any number of tasks may take from it; closing it loses nothing.
final class SummaryQueue: Sendable {
    private struct State {
        var calls: [EndedCall] = []
        var head = 0
        var takers: [CheckedContinuation<EndedCall?, Never>] = []
        var isClosed = false

        var count: Int { calls.count - head }

        mutating func pop() -> EndedCall? {
            guard head < calls.count else { return nil }
            defer { head += 1 }
            let call = calls[head]
            if head > 256, head * 2 > calls.count {
                calls.removeFirst(head)
                head = 0
            }
            return call
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// How many calls wait.
    var count: Int { state.withLock(\.count) }

    /// Adds a call. Any thread; does not block.
    /// - Returns: false if the queue is full or closed.
    func offer(_ call: EndedCall) -> Bool {
        let (isTaken, taker): (Bool, CheckedContinuation<EndedCall?, Never>?) = state.withLock { state in
            guard !state.isClosed else { return (false, nil) }
            if let taker = state.takers.popLast() { return (true, taker) }
            guard state.count < limit else { return (false, nil) }
            state.calls.append(call)
            return (true, nil)
        }
        taker?.resume(returning: call)
        return isTaken
    }

    /// The next call; nil once it is closed and empty.
    func next() async -> EndedCall? {
        await withCheckedContinuation { taker in
            let ready: EndedCall?? = state.withLock { state in
                if let call = state.pop() { return .some(call) }
                if state.isClosed { return .some(nil) }
                state.takers.append(taker)
                return nil
            }
            if let ready { taker.resume(returning: ready) }
        }
    }

    /// Closes the queue: it takes no more calls; those that wait are still given out.
    func close() {
        let takers = state.withLock { state in
            state.isClosed = true
            defer { state.takers = [] }
            return state.takers
        }
        for taker in takers { taker.resume(returning: nil) }
    }
}
