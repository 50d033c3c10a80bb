/// What a call came to for the business. The model chooses among the raw values, and `call_summaries.outcome` holds
/// one.
package enum CallOutcome: String, Sendable, CaseIterable {
    /// A showing was booked.
    case showingBooked = "showing_booked"
    /// A person will call the caller back.
    case callbackRequested = "callback_requested"
    /// The caller was put through to a person.
    case transferred
    /// The caller's wishes were taken down.
    case leadQualified = "lead_qualified"
    /// The caller asked and was answered.
    case informationGiven = "information_given"
    /// The caller is not interested.
    case notInterested = "not_interested"
    /// The caller wanted another person, or something that this business does not do.
    case wrongNumber = "wrong_number"
    /// The caller said nothing.
    case noConversation = "no_conversation"
    /// The call broke off before anything came of it.
    case unfinished

    /// How much it means to the business: where a call came to several of these, the one of greatest weight is its
    /// outcome.
    package var weight: Int {
        switch self {
        case .showingBooked: 5
        case .transferred: 4
        case .callbackRequested: 3
        case .leadQualified: 2
        case .informationGiven: 1
        case .notInterested, .wrongNumber, .noConversation, .unfinished: 0
        }
    }
}
