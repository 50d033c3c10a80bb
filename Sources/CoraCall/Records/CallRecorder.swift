/// Takes down what happens on calls. Called on an event loop: must not block, must not grow without bound, and must
/// not lose what it accepted.
package protocol CallRecorder: Sendable {
    /// Something to be kept happened on a call.
    func record(_ entry: CallRecord, of ticket: CallTicket)
}
