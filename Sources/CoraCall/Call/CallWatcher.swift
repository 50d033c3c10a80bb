/// Knows the calls that are alive.
package protocol CallWatcher: Sendable {
    /// A ticket was redeemed; the call lives until `callEnded`.
    /// - Returns: false if there is no place for it: it has been ended, and `callEnded` is not to be told of it.
    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool
    /// The call is over; its place is free.
    func callEnded(_ ticket: CallTicket, _ termination: Termination) async
}
