/// What a summarizer has done and holds.
package struct SummaryFigures: Sendable, Equatable {
    /// Calls that are being taken down.
    package var live = 0
    /// Calls whose stream was lost and may come back.
    package var away = 0
    /// Ended calls that wait for the model.
    package var waiting = 0
    /// Calls the model is being asked about.
    package var asking = 0
    /// Summaries the model wrote.
    package var byModel = 0
    /// Summaries computed from the record.
    package var byRecord = 0
    /// Summaries the outbox would not take.
    package var refused = 0
}

/// Where a summarizer's bounds are.
package struct SummaryLimits: Sendable, Equatable {
    /// Ended calls that may wait for the model; further ones get the record's summary at once.
    package var waiting: Int
    /// Calls the model is asked about at a time.
    package var concurrency: Int
    /// How long a call whose stream was lost is waited for before it is summed up, in microseconds.
    package var absence: Int64
    /// The same of one that is put through to a person, who may let it ring, and whose voicemail may answer.
    package var transfer: Int64

    package init(
        waiting: Int = 1_000, concurrency: Int = 4, absence: Int64 = 30_000_000, transfer: Int64 = 120_000_000
    ) {
        self.waiting = waiting
        self.concurrency = max(concurrency, 1)
        self.absence = absence
        self.transfer = transfer
    }
}
