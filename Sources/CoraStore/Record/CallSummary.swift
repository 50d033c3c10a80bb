/// A call's summary, for `call_summaries`.
package struct CallSummary: Sendable, Equatable {
    /// Who wrote a summary.
    package enum Source: String, Sendable {
        /// The model.
        case model
        /// This program, from the record, because the model could not.
        case record
    }

    /// The whole summary, as JSON text.
    package var json: String
    /// How good a lead the caller is, 0–100.
    package var leadQuality: Int?
    /// What is to be done next.
    package var nextActions: [String]
    /// The properties that were spoken of.
    package var properties: [String]
    /// The outcome, in the business's word.
    package var outcome: String?
    /// Who wrote it.
    package var source: Source
    /// The model that wrote it; nil if none did.
    package var model: String?

    package init(
        json: String, leadQuality: Int? = nil, nextActions: [String] = [], properties: [String] = [],
        outcome: String? = nil, source: Source, model: String? = nil
    ) {
        self.json = json
        self.leadQuality = leadQuality
        self.nextActions = nextActions
        self.properties = properties
        self.outcome = outcome
        self.source = source
        self.model = model
    }
}
