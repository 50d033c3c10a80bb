package import CoraCall
import CoraTenant

/// The ticket office of one media socket: once a ticket is redeemed there, the socket is no stranger's any more. Its
/// signature alone does not show that: it is the same for every media socket, and so can be replayed.
package struct VouchingTickets: TicketOffice {
    private let office: any TicketOffice
    private let vouch: @Sendable () -> Void

    /// - Parameters:
    ///   - office: redeems the ticket.
    ///   - vouch: called when the ticket was redeemed.
    package init(office: any TicketOffice, vouch: @escaping @Sendable () -> Void) {
        self.office = office
        self.vouch = vouch
    }

    /// Asks the office, and vouches for the socket if it has the ticket.
    package func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> {
        let answer = await office.redeem(token: token, callSID: callSID)
        if case .success = answer { vouch() }
        return answer
    }
}
