/// How a live call is changed through the REST API (Twilio, "Update a call resource").
package enum CallUpdate: Sendable, Equatable {
    /// The call goes on with this document.
    case document(String)
    /// The call goes on with the document at this URL.
    case fetch(TwiMLDocument.Callback)
    /// The call ends, whatever its state.
    case hangUp
    /// The call ends if it has not been answered.
    case cancel
}
