/// Keeps the calls that the voice webhook admitted until their media sockets ask for them.
package protocol TicketOffice: Sendable {
    /// Redeems the ticket that a media socket presents. A ticket can be redeemed once.
    /// - Parameters:
    ///   - token: what the socket's `start` carried; nil if it carried none.
    ///   - callSID: the call the socket says it is for.
    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal>
}

/// What a caller's leg presents to get its call.
package struct TicketClaim: Sendable, Equatable {
    /// The token of the ticket; nil if the leg carried none.
    package var token: String?
    /// The call the leg says it is for.
    package var callSID: String

    package init(token: String?, callSID: String) {
        self.token = token
        self.callSID = callSID
    }
}
