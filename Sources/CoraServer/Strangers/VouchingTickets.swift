import CoraCall
import CoraTenant

/// The ticket office of one media socket: once a ticket is redeemed there, the socket is no stranger's any more. Its
/// signature alone does not show that: it is the same for every media socket, and so can be replayed.
struct VouchingTickets: TicketOffice {
    let office: any TicketOffice
    /// Called when the ticket was redeemed.
    let vouch: @Sendable () -> Void

    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> {
        let answer = await office.redeem(token: token, callSID: callSID)
        if case .success = answer { vouch() }
        return answer
    }
}
