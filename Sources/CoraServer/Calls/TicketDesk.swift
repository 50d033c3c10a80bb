import CoraCall
import CoraSupervisor
import CoraTenant
import Foundation
import JWTKit

/// Turns admitted calls into tokens, and tokens back into calls. A token is a JWT (RFC 7519) that names its call and
/// its ticket; the supervisor sees to it that it is used once.
actor TicketDesk: TicketOffice {
    private struct Claims: JWTPayload {
        var sub: SubjectClaim
        var jti: IDClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {
            try exp.verifyNotExpired()
        }
    }

    private let supervisor: CallSupervisor
    private let life: CallDuration
    private let keys = JWTKeyCollection()
    private let secret: String
    private var hasKey = false

    /// - Parameters:
    ///   - supervisor: keeps the tickets.
    ///   - secret: the key that signs the tokens (HMAC-SHA256).
    ///   - life: how long a token is good.
    init(supervisor: CallSupervisor, secret: String, life: CallDuration) {
        self.supervisor = supervisor
        self.secret = secret
        self.life = life
    }

    /// Admits a call.
    /// - Returns: the token that its media socket has to present.
    /// - Throws: `CallSupervisor.Refusal`, or what signing throws.
    func issue(_ ticket: CallTicket) async throws -> String {
        let id = try await supervisor.admit(ticket)
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
        return await supervisor.redeem(claims.jti.value, callSID: callSID)
    }

    private func key() async -> JWTKeyCollection {
        if !hasKey {
            await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
            hasKey = true
        }
        return keys
    }
}
