/// What the writer has done, and how it gets on.
package struct WriterFigures: Sendable, Equatable {
    /// Rows brought to Postgres since the start.
    package var written = 0
    /// Transactions that were committed.
    package var batches = 0
    /// Rows set aside since the start; those set aside earlier are in `OutboxFigures.shelved`.
    package var shelved = 0
    /// Attempts that failed through no fault of a row.
    package var failures = 0
    /// Attempts that failed in a row; over zero, Postgres does not take rows at the moment.
    package var failuresRunning = 0
    /// The last error of Postgres, or of the way to it. It can quote what was said on a call.
    package var lastError: String?
    /// Calls that a dead process had left open, and that were ended at the start.
    package var lostCalls = 0
    /// Rows a second over the last batches.
    package var rate = 0.0

    package init() {}
}
