/// Keeps the list of live calls. `CallSession` tells it when a call begins and ends.
package protocol CallWatcher: Sendable {
    /// A ticket was redeemed; the call counts as live until `callEnded`.
    /// - Returns: false if there is no place for the call: the watcher has ended it, and `callEnded` must not be called
    ///   for it.
    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool
    /// The call's stream is over; its place becomes free. `handover` is for the next stream, if there is one.
    func callEnded(_ ticket: CallTicket, _ termination: Termination, leaving handover: Handover) async
}
