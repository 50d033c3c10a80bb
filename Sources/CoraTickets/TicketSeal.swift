package import Foundation
import JWTKit

/// Signs the tokens that media sockets present, and reads them again. A token is a JWT (RFC 7519) signed with HMAC-SHA256
/// (RFC 7518, HS256) that names its call and its ticket, and says how long it is good.
///
/// Holds the key, so it must not be logged. Any task may use it.
package struct TicketSeal: Sendable {
    /// What a token says.
    package struct Claims: Sendable, Equatable {
        /// The CallSid of the call that it is for.
        package var callSID: String
        /// The id of the call's ticket.
        package var ticket: String
        /// Until when it is good.
        package var expires: Date

        package init(callSID: String, ticket: String, expires: Date) {
            self.callSID = callSID
            self.ticket = ticket
            self.expires = expires
        }
    }

    /// Why a token is not believed.
    package enum Refusal: Error, Sendable, Equatable {
        /// It is no token, was changed, or was signed with another key.
        case invalid
        /// It is no longer good.
        case expired
    }

    private struct Payload: JWTPayload {
        var sub: SubjectClaim
        var jti: IDClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {
            try exp.verifyNotExpired()
        }
    }

    private let keys = JWTKeyCollection()

    /// - Parameter secret: the key.
    package init(secret: String) async {
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    }

    /// Makes the token that says this.
    /// - Throws: what signing throws.
    package func seal(_ claims: Claims) async throws -> String {
        try await keys.sign(
            Payload(
                sub: SubjectClaim(value: claims.callSID), jti: IDClaim(value: claims.ticket),
                exp: ExpirationClaim(value: claims.expires)))
    }

    /// Reads a token of ours that is good now.
    /// - Throws: `Refusal`.
    package func open(_ token: String) async throws(Refusal) -> Claims {
        guard Self.isPlain(token) else { throw .invalid }
        let payload: Payload
        do {
            payload = try await keys.verify(token, as: Payload.self)
        } catch let error as JWTError where error.errorType == .claimVerificationFailure {
            throw .expired
        } catch {
            throw .invalid
        }
        return Claims(callSID: payload.sub.value, ticket: payload.jti.value, expires: payload.exp.value)
    }

    /// Whether a text is written as tokens are: three parts in base64url without padding (RFC 7515, section 2), and no bit
    /// set in a part's last character that stands for nothing (RFC 4648, section 3.5). Readers of base64 pass over such
    /// bits, so that one signature could be written in several ways.
    private static func isPlain(_ token: String) -> Bool {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3
            && parts.allSatisfy { part in
                guard part.allSatisfy({ value($0) != nil }), let last = part.last.flatMap(value) else { return false }
                return switch part.count % 4 {
                case 0: true
                case 2: last & 0b1111 == 0
                case 3: last & 0b11 == 0
                default: false
                }
            }
    }

    /// The six bits of a character of base64url; nil if it is none.
    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
