/// Decides when rows are taken to Postgres, and how many at once. A value: it is told what waits and says what to do.
package struct BatchPlan: Sendable, Equatable {
    /// What to do now.
    package enum Step: Sendable, Equatable {
        /// Take about so many rows.
        case take(Int)
        /// Wait this many microseconds, or until more rows come.
        case wait(Int64)
        /// No row waits.
        case rest
    }

    /// How many rows are enough to go at once.
    package var enough: Int
    /// The most rows of one batch. More than `enough`: with a backlog, larger batches drain it faster.
    package var most: Int
    /// The most bytes of one batch; a single row may be larger.
    package var bytes: Int
    /// The longest that a row waits for others, in microseconds.
    package var patience: Int64

    /// The default is 500 rows or 200 ms, and up to 4,000 rows if more have gathered. Each batch waits once for the
    /// outbox's thread, which is busy putting arrivals on disk, and so a backlog drains at the pace of that thread's
    /// rounds.
    package init(enough: Int = 500, most: Int = 4000, bytes: Int = 8 << 20, patience: Int64 = 200_000) {
        self.enough = max(enough, 1)
        self.most = max(most, self.enough)
        self.bytes = max(bytes, 1)
        self.patience = max(patience, 0)
    }

    /// - Parameters:
    ///   - waiting: how many rows can be taken.
    ///   - age: how long the oldest has waited, in microseconds; negative if the clock was put back.
    ///   - isLast: whether no more rows will come, or the writer will not wait for them.
    package func step(waiting: Int, age: Int64, isLast: Bool) -> Step {
        guard waiting > 0 else { return .rest }
        guard waiting < enough, !isLast, (0..<patience).contains(age) else { return .take(min(waiting, most)) }
        return .wait(patience - age)
    }
}
