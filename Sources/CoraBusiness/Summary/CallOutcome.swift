/// What a call came to for the business. The words are the model's choices and what `call_summaries.outcome` holds.
package enum CallOutcome: String, Sendable, CaseIterable {
    /// A showing was booked.
    case showingBooked = "showing_booked"
    /// Somebody will call back.
    case callbackRequested = "callback_requested"
    /// The caller was put through to a person.
    case transferred
    /// The caller's wishes were taken down.
    case leadQualified = "lead_qualified"
    /// The caller asked and was answered.
    case informationGiven = "information_given"
    /// The caller is not interested.
    case notInterested = "not_interested"
    /// The caller wanted somebody else, or something this business does not do.
    case wrongNumber = "wrong_number"
    /// Nothing was said by the caller.
    case noConversation = "no_conversation"
    /// The call broke off before anything came of it.
    case unfinished
}
