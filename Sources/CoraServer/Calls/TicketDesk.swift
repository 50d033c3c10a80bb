import CoraCall
import CoraShared
import CoraSupervisor
import CoraTenant
import CoraTickets
import Foundation

/// Turns admitted calls into tokens, and tokens back into calls. A token names its call and its ticket (`TicketSeal`). The
/// supervisor keeps the tickets; what is remembered after them, that a stream was let in and that a token was presented,
/// is in the shared state.
actor TicketDesk: TicketOffice {
    /// The request for a stream is a replay: the stream was let in long ago, or its call is over. Nothing is admitted,
    /// and nothing is recorded.
    struct Replay: Error {}

    /// A web session was not let in: why, and when to try again.
    struct Refused: Error, Equatable {
        var why: AdmissionRefusal
        var retryAfter: CallDuration
    }

    private let supervisor: CallSupervisor
    private let shared: any SharedState
    private let life: CallDuration
    private let callers: CallerLookups?
    private let secret: String
    private var readySeal: TicketSeal?

    /// - Parameters:
    ///   - supervisor: keeps the tickets.
    ///   - shared: remembers streams and tokens.
    ///   - secret: the key that signs the tokens (HMAC-SHA256).
    ///   - life: how long a token is good.
    ///   - callers: what is known of callers, where a webhook did not wait for it to the end.
    init(
        supervisor: CallSupervisor, shared: any SharedState, secret: String, life: CallDuration,
        callers: CallerLookups? = nil
    ) {
        self.supervisor = supervisor
        self.shared = shared
        self.secret = secret
        self.life = life
        self.callers = callers
    }

    /// Admits a call.
    /// - Returns: the token that its media socket has to present.
    /// - Throws: `Replay`, `CallSupervisor.Refusal`, or what signing throws.
    func issue(_ ticket: CallTicket) async throws -> String {
        let stream = SharedFact.admitted(callSID: ticket.callSID, attempt: ticket.attempt)
        let isOver = await shared.age(of: .over(callSID: ticket.callSID)) != nil
        let age = await shared.age(of: stream)
        if isOver || RetryWindow.isReplay(age: age, ticketLife: life) { throw Replay() }
        let id = try await supervisor.admit(ticket)
        _ = await shared.note(stream, for: RetryWindow.memory)
        return try await token(for: ticket, id)
    }

    /// Admits a web session, whose id is new: no request for it came before.
    /// - Returns: the token that its client has to present, and the ticket with which it was let in: its model may be a
    ///   cheaper one.
    /// - Throws: `Refused`, or what signing throws.
    func issueSession(_ ticket: CallTicket) async throws -> (token: String, ticket: CallTicket) {
        switch await supervisor.decide(on: ticket) {
        case .admitted(let id):
            return (try await token(for: ticket, id), await supervisor.ticket(id) ?? ticket)
        case .refused(let why, let retryAfter): throw Refused(why: why, retryAfter: retryAfter)
        }
    }

    private func token(for ticket: CallTicket, _ id: String) async throws -> String {
        let seconds = Double((ticket.life ?? life).milliseconds) / 1000
        return try await seal().seal(
            .init(callSID: ticket.callSID, ticket: id, expires: Date(timeIntervalSinceNow: seconds)))
    }

    /// Redeems a media socket's token for its ticket, once.
    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> {
        guard let token else { return .failure(.missing) }
        let claims: TicketSeal.Claims
        do throws(TicketSeal.Refusal) {
            claims = try await seal().open(token)
        } catch {
            switch error {
            case .expired: return .failure(.expired)
            case .invalid: return .failure(.invalid)
            }
        }
        guard claims.callSID == callSID else { return .failure(.otherCall) }
        let isFirst = await shared.note(.presented(token: claims.ticket), for: life) == nil
        guard isFirst else { return .failure(.used) }
        let redeemed = await supervisor.redeem(claims.ticket, callSID: callSID)
        guard case .success(var ticket) = redeemed, ticket.history == nil,
            let history = await callers?.lateHistory(for: ticket)
        else { return redeemed }
        ticket.history = history
        return .success(ticket)
    }

    /// Takes the carrier's word that a call is over: no further stream of it is let in.
    func over(_ callSID: String) async {
        _ = await shared.note(.over(callSID: callSID), for: RetryWindow.memory)
    }

    /// Two requests at once may each make one, of the same key.
    private func seal() async -> TicketSeal {
        if let readySeal { return readySeal }
        let seal = await TicketSeal(secret: secret)
        readySeal = seal
        return seal
    }
}
