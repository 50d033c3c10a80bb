/// What a live call is told through the REST API (Twilio, "Update a call resource").
package enum CallUpdate: Sendable, Equatable {
    /// Goes on with this document.
    case document(String)
    /// Goes on with the document at this URL.
    case fetch(TwiMLDocument.Callback)
    /// Ends, in whatever state it is.
    case hangUp
    /// Ends if nobody has answered it yet.
    case cancel
}
