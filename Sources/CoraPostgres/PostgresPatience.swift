import Synchronization

/// How long one piece of work on a connection may take; any thread can end it sooner.
final class PostgresPatience: Sendable {
    /// When it is over.
    let deadline: ContinuousClock.Instant
    private let thread: PostgresThread
    private let wasCancelled = Atomic(false)

    convenience init(_ timeout: Duration, on thread: PostgresThread) {
        self.init(until: .now.advanced(by: timeout), on: thread)
    }

    init(until deadline: ContinuousClock.Instant, on thread: PostgresThread) {
        self.deadline = deadline
        self.thread = thread
    }

    /// Ends the work early. Any thread.
    func cancel() {
        wasCancelled.store(true, ordering: .releasing)
        thread.interrupt()
    }

    /// Why the work must end now; nil if there is time left.
    var isOver: PostgresError? {
        if wasCancelled.load(ordering: .acquiring) { return PostgresError(.cancelled, "the task was cancelled") }
        return ContinuousClock.now >= deadline ? PostgresError(.timeout, "PostgreSQL took too long") : nil
    }

    /// The time left, in whole milliseconds rounded up, for `poll(2)`.
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        return Int32(min(max(left.rounded(.up), 0), 3_600_000))
    }
}
