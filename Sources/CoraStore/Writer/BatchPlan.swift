/// When rows are taken to Postgres, and how many at once. A value: it is told what waits and answers what to do.
package struct BatchPlan: Sendable, Equatable {
    /// What to do now.
    package enum Step: Sendable, Equatable {
        /// Take rows, about so many.
        case take(Int)
        /// Wait this many microseconds, or until more rows come.
        case wait(Int64)
        /// Nothing waits.
        case rest
    }

    /// Rows that are enough to go at once.
    package var enough: Int
    /// Most rows of one batch. More than `enough`: with a backlog, larger batches drain it faster.
    package var most: Int
    /// Most bytes of one batch; a single row may be larger.
    package var bytes: Int
    /// Longest that a row waits for others, in microseconds.
    package var patience: Int64

    /// By default 500 rows or 200 ms; up to 4,000 rows where more have gathered: each batch waits once for the outbox's
    /// thread, which is busy putting what arrives on disk, and so a backlog goes at the pace of that thread's rounds.
    package init(enough: Int = 500, most: Int = 4000, bytes: Int = 8 << 20, patience: Int64 = 200_000) {
        self.enough = max(enough, 1)
        self.most = max(most, self.enough)
        self.bytes = max(bytes, 1)
        self.patience = max(patience, 0)
    }

    /// - Parameters:
    ///   - waiting: rows that can be taken.
    ///   - age: how long the oldest has waited, in microseconds; negative if the clock was put back.
    ///   - isLast: nothing more will come, or nobody will wait for it.
    package func step(waiting: Int, age: Int64, isLast: Bool) -> Step {
        guard waiting > 0 else { return .rest }
        guard waiting < enough, !isLast, (0..<patience).contains(age) else { return .take(min(waiting, most)) }
        return .wait(patience - age)
    }
}
