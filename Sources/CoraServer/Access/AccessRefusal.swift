import CoraCall
import CoraTenant
import CoraWire
import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request is not let in, and how it is answered.
enum AccessRefusal: Error, Sendable, Equatable {
    /// The request has no token.
    case noToken
    /// The token is not one of ours.
    case wrongToken
    /// The token is not one of ours, and too many wrong ones came before it.
    case tooManyFailures(retryAfter: CallDuration)
    /// The token may only read, and the request changes something.
    case wantsAct
    /// No token with this scope is set.
    case notSetUp(AccessScope)
    /// Tokens cannot be looked up now, because the database does not answer.
    case unavailable

    /// The HTTP status: 401, 403, 429 or 503 (RFC 6750 §3.1, RFC 6585 §4).
    var status: Int {
        switch self {
        case .noToken, .wrongToken: 401
        case .wantsAct, .notSetUp: 403
        case .tooManyFailures: 429
        case .unavailable: 503
        }
    }

    /// The error code, for programs.
    var code: String {
        switch self {
        case .noToken: "no_token"
        case .wrongToken: "wrong_token"
        case .tooManyFailures: "too_many_failures"
        case .wantsAct: "insufficient_scope"
        case .notSetUp: "not_set_up"
        case .unavailable: "unavailable"
        }
    }

    /// The error in words, for people.
    var message: String {
        switch self {
        case .noToken: "This wants a token: send the header \"Authorization: Bearer TOKEN\"."
        case .wrongToken: "This token is not known here, or was revoked."
        case .tooManyFailures: "There were too many wrong tokens. Wait, then try again with the right one."
        case .wantsAct: "This token may only read. What changes something wants OPS_TOKEN."
        case .notSetUp(.read):
            "No token is set on this server. Set OPS_TOKEN (may read and act) or OPS_READ_TOKEN (may read), each of at "
                + "least 16 characters, in .env or the environment, and start it again."
        case .notSetUp(.act):
            "OPS_TOKEN is not set on this server. Set it, to at least 16 characters, in .env or the environment, and "
                + "start it again."
        case .unavailable: "Tokens cannot be looked up: the database does not answer. Try again in a moment."
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750 §3); nil if a token would not help.
    var challenge: String? {
        switch self {
        case .noToken: #"Bearer realm="cora""#
        case .wrongToken: #"Bearer realm="cora", error="invalid_token""#
        case .wantsAct: #"Bearer realm="cora", error="insufficient_scope""#
        case .tooManyFailures, .notSetUp, .unavailable: nil
        }
    }

    /// How many seconds to wait, rounded up; nil if waiting does not help.
    var retryAfterSeconds: Int? {
        switch self {
        case .tooManyFailures(let span): max(1, (span.milliseconds + 999) / 1000)
        case .unavailable: 5
        case .noToken, .wrongToken, .wantsAct, .notSetUp: nil
        }
    }

    /// The answer, with a JSON body: `{"error":{"code":…,"message":…}}`.
    var response: Response {
        let json: JSON = ["error": ["code": .string(code), "message": .string(message)]]
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"]
        if let challenge { headers[.wwwAuthenticate] = challenge }
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        return Response(
            status: .init(code: status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: json.text + "\n")))
    }
}
