/// Records what happens on calls. Called on an event loop: must not block, must not grow without bound, and must not
/// lose an entry that it accepted.
package protocol CallRecorder: Sendable {
    /// Records an entry of a call.
    func record(_ entry: CallRecord, of ticket: CallTicket)
}
