import CoraCall
import CoraTenant
import Dispatch
import Synchronization

/// Where event loops hand rows to the outbox's thread: one short lock, and a semaphore that wakes the thread.
final class OutboxInbox: Sendable {
    /// A request to the outbox's thread.
    enum Request: Sendable {
        case flush(CheckedContinuation<Void, any Error>)
        case next(NextBatch)
        case remove(upTo: Int64, [ShelvedRow])
        case shelf(limit: Int, CheckedContinuation<[ShelvedRow], any Error>)
        case unshelve([Int64]?, CheckedContinuation<Int, any Error>)
        case finish
        case close(CheckedContinuation<Void, Never>?)
    }

    /// The writer's request for rows.
    struct NextBatch: Sendable {
        var after: Int64
        var plan: BatchPlan
        var answer: CheckedContinuation<[StoredRow], Never>
    }

    /// Rows that were accepted together.
    struct Arrival: Sendable {
        var rows: [OutboxRow]
        var at: WallTime
        var weight: Int
    }

    /// What the thread takes in one go.
    struct Delivery: Sendable {
        var arrivals: [Arrival] = []
        var requests: [Request] = []
    }

    private struct State {
        var delivery = Delivery()
        var figures = OutboxFigures()
        var isAsleep = false
        var isClosed = false
    }

    private let limits: OutboxLimits
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(limits: OutboxLimits) {
        self.limits = limits
    }

    func accept(_ rows: [OutboxRow], at time: WallTime) -> Bool {
        let arrival = Arrival(rows: rows, at: time, weight: rows.reduce(0) { $0 + $1.weight })
        let (isKept, wakes) = state.withLock { state in
            let figures = state.figures
            guard !state.isClosed,
                limits.holds(
                    rows: figures.rows + rows.count, bytes: figures.bytes + arrival.weight,
                    inMemory: figures.bytesInMemory + arrival.weight)
            else {
                state.figures.refused += rows.count
                return (false, false)
            }
            state.delivery.arrivals.append(arrival)
            state.figures.accepted += rows.count
            state.figures.rows += rows.count
            state.figures.bytes += arrival.weight
            state.figures.bytesInMemory += arrival.weight
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        if wakes { wake.signal() }
        return isKept
    }

    /// Whether there is room for new calls.
    var isAccepting: Bool {
        state.withLock { state in
            let figures = state.figures
            return !state.isClosed && figures.alarm == nil
                && limits.admits(rows: figures.rows, bytes: figures.bytes, inMemory: figures.bytesInMemory)
        }
    }

    var figures: OutboxFigures { state.withLock { $0.figures } }

    /// Hands a request to the thread. After `close`, every request is answered at once.
    func ask(_ request: Request) {
        let (isClosed, wakes) = state.withLock { state in
            if state.isClosed { return (true, false) }
            state.delivery.requests.append(request)
            defer { state.isAsleep = false }
            return (false, state.isAsleep)
        }
        if isClosed { Self.refuse(request) }
        if wakes { wake.signal() }
    }

    /// Takes everything that came since the last call of this function. Only the outbox's thread.
    func take() -> Delivery {
        state.withLock { state in
            defer { state.delivery = Delivery() }
            return state.delivery
        }
    }

    /// Sleeps until something comes or the time is over. Only the outbox's thread.
    func sleep(microseconds: Int64?) {
        let sleeps = state.withLock { state in
            state.isAsleep = state.delivery.arrivals.isEmpty && state.delivery.requests.isEmpty
            return state.isAsleep
        }
        guard sleeps else { return }
        let deadline = microseconds.map { DispatchTime.now() + .microseconds(Int(max($0, 0))) } ?? .distantFuture
        _ = wake.wait(timeout: deadline)
        state.withLock { $0.isAsleep = false }
    }

    /// Changes the figures that other threads read. Only the outbox's thread.
    func note(_ change: (inout OutboxFigures) -> Void) {
        state.withLock { change(&$0.figures) }
    }

    /// Closes the inbox: it takes nothing from now on.
    /// - Returns: what came since the last `take`.
    func close() -> Delivery {
        state.withLock { state in
            state.isClosed = true
            defer { state.delivery = Delivery() }
            return state.delivery
        }
    }

    /// Answers a request that will not be carried out, because the outbox is closed.
    static func refuse(_ request: Request) {
        let closed = OutboxError(.closed, "the outbox is closed")
        switch request {
        case .flush(let done): done.resume(throwing: closed)
        case .next(let next): next.answer.resume(returning: [])
        case .shelf(_, let answer): answer.resume(throwing: closed)
        case .unshelve(_, let answer): answer.resume(throwing: closed)
        case .close(let done): done?.resume()
        case .remove, .finish: break
        }
    }
}
