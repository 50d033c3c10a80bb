/// Gives out the calls that the voice webhook admitted.
package protocol TicketOffice: Sendable {
    /// Redeems the ticket that a media socket presents, once.
    /// - Parameters:
    ///   - token: what the socket's `start` carried; nil if it carried none.
    ///   - callSID: the call the socket says it is for.
    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal>
}
