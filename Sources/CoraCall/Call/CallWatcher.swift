/// Keeps the list of live calls. `CallSession` tells it when a call begins and ends.
package protocol CallWatcher: Sendable {
    /// A ticket was redeemed; the call counts as live until `callEnded`.
    /// - Returns: false if there is no place for the call: the watcher has ended it, and `callEnded` must not be called
    ///   for it.
    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool
    /// The call is over; its place becomes free.
    func callEnded(_ ticket: CallTicket, _ termination: Termination) async
}
