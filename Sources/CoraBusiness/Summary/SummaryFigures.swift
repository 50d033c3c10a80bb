import CoraCall
package import CoraTenant

/// What a summarizer has done and holds.
package struct SummaryFigures: Sendable, Equatable {
    /// Live calls of which notes are taken.
    package var live = 0
    /// Calls whose stream was lost and whose caller may come back.
    package var away = 0
    /// Ended calls that wait for the model.
    package var waiting = 0
    /// Calls the model is being asked about.
    package var asking = 0
    /// Summaries the model wrote.
    package var byModel = 0
    /// Summaries computed from the record.
    package var byRecord = 0
    /// Summaries that the outbox refused.
    package var refused = 0
}

/// The limits of a summarizer.
package struct SummaryLimits: Sendable, Equatable {
    /// How many ended calls may wait for the model; further ones get the record's summary at once.
    package var waiting: Int
    /// How many calls the model is asked about at a time.
    package var concurrency: Int
    /// How long to wait for the caller of a lost stream before the call is summed up.
    package var absence: CallDuration
    /// How long to wait for a caller who is being put through to a person: the person may let it ring, and voicemail
    /// may answer.
    package var transfer: CallDuration

    package init(
        waiting: Int = 1_000, concurrency: Int = 4, absence: CallDuration = .seconds(30),
        transfer: CallDuration = .seconds(120)
    ) {
        self.waiting = waiting
        self.concurrency = max(concurrency, 1)
        self.absence = absence
        self.transfer = transfer
    }
}
