import CoraCall
import CoraShared
import CoraSupervisor
import CoraTenant
import Foundation
import JWTKit

/// Turns admitted calls into tokens, and tokens back into calls. A token is a JWT (RFC 7519) that names its call and
/// its ticket. The supervisor keeps the tickets; what is remembered after them, that a stream was let in and that a token
/// was presented, is in the shared state.
actor TicketDesk: TicketOffice {
    private struct Claims: JWTPayload {
        var sub: SubjectClaim
        var jti: IDClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {
            try exp.verifyNotExpired()
        }
    }

    /// The request for a stream is a replay: the stream was let in long ago, or its call is over. Nothing is admitted,
    /// and nothing is recorded.
    struct Replay: Error {}

    private let supervisor: CallSupervisor
    private let shared: any SharedState
    private let life: CallDuration
    private let callers: CallerLookups?
    private let keys = JWTKeyCollection()
    private let secret: String
    private var hasKey = false

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
        let seconds = Double(life.milliseconds) / 1000
        let claims = Claims(
            sub: SubjectClaim(value: ticket.callSID), jti: IDClaim(value: id),
            exp: ExpirationClaim(value: Date(timeIntervalSinceNow: seconds)))
        return try await key().sign(claims)
    }

    /// Redeems a media socket's token for its ticket, once.
    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> {
        guard let token else { return .failure(.missing) }
        let claims: Claims
        do {
            claims = try await key().verify(token, as: Claims.self)
        } catch let error as JWTError where error.errorType == .claimVerificationFailure {
            return .failure(.expired)
        } catch {
            return .failure(.invalid)
        }
        guard claims.sub.value == callSID else { return .failure(.otherCall) }
        let isFirst = await shared.note(.presented(token: claims.jti.value), for: life) == nil
        guard isFirst else { return .failure(.used) }
        let redeemed = await supervisor.redeem(claims.jti.value, callSID: callSID)
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

    private func key() async -> JWTKeyCollection {
        if !hasKey {
            await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
            hasKey = true
        }
        return keys
    }
}
