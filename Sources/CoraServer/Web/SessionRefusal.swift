import CoraTenant
import CoraWire
import HTTPTypes
import Hummingbird
import NIOCore

/// Why no web session is given, and how that is answered: a status, a word for programs and a sentence for people.
enum SessionRefusal: Sendable, Equatable {
    /// No tenant of that name takes calls from browsers.
    case noLine
    /// The page may not ask, or it is not known which page asks.
    case origin
    /// The address asks too often.
    case tooOften(CallDuration)
    /// The limits of the tenant or the instance do not allow it.
    case notAdmitted(AdmissionRefusal, CallDuration, SentenceLanguage)

    /// The HTTP status: 403, 404, 429 or 503 (RFC 6585 §4).
    var status: Int {
        switch self {
        case .noLine: 404
        case .origin: 403
        case .tooOften: 429
        case .notAdmitted(let why, _, _):
            switch why {
            case .draining, .unrecordable, .overloaded: 503
            case .full, .tenantCalls, .tenantRate, .instanceRate, .spend, .modelTokens: 429
            }
        }
    }

    /// The reason as one word.
    var code: String {
        switch self {
        case .noLine: "no_web_line"
        case .origin: "origin_refused"
        case .tooOften: "too_often"
        case .notAdmitted(let why, _, _): why.rawValue
        }
    }

    /// The reason as a sentence.
    var message: String {
        switch self {
        case .noLine: "This business takes no calls from browsers."
        case .origin: "This page may not call here. Its origin has to be among the business' webOrigins."
        case .tooOften: "You have called very often. Please wait a little, then call again."
        case .notAdmitted(let why, _, let language): why.heard(isCalledBack: false, in: language)
        }
    }

    /// How many seconds to wait, rounded up; nil if waiting does not help.
    var retryAfterSeconds: Int? {
        switch self {
        case .noLine, .origin: nil
        case .tooOften(let span), .notAdmitted(_, let span, _): max(1, (span.milliseconds + 999) / 1000)
        }
    }

    /// The answer, with a JSON body: `{"error":{"code":…,"message":…}}`.
    var response: Response { SessionRoutes.refusal(status, code, message, wait: retryAfterSeconds) }
}
