import CoraSession
import CoraTenant
import CoraWeb
import Hummingbird

/// Why an offer is not answered, and how that is told: a status, a word for programs and a sentence for people.
enum OfferProblem: Error, Sendable, Equatable {
    /// The body is no offer's type.
    case notSDP
    /// The body is no offer.
    case badSDP
    /// The body is too long.
    case tooLarge
    /// The request has no key, or not the offer's.
    case wrongKey
    /// There is no such session, or it is over.
    case noSession
    /// The session wants no offer of that number, or has it.
    case notAsked
    /// The model's account is at its rate limit.
    case busy(CallDuration)
    /// The model cannot be had, or does not take the offer.
    case unavailable

    init(_ refusal: OfferRefusal) {
        switch refusal {
        case .wrongKey: self = .wrongKey
        case .notAsked: self = .notAsked
        case .over: self = .noSession
        case .refused(let refusal): self = refusal.isBusy ? .busy(refusal.wait) : .unavailable
        }
    }

    /// The answer, with a JSON body.
    var response: Response {
        switch self {
        case .notSDP: Self.response(415, "not_sdp", "An offer is sent as \(WebOffer.type).")
        case .badSDP: Self.response(400, "bad_sdp", "The body is no offer of a connection with audio.")
        case .tooLarge: Self.response(413, "too_large", "An offer has at most \(WebOffer.longest) bytes.")
        case .wrongKey:
            Self.response(401, "wrong_key", "The offer wants the key that the session has given out for it.")
        case .noSession: Self.response(404, "no_session", "There is no such session. Ask for another one.")
        case .notAsked: Self.response(409, "not_asked", "The session wants no offer of this number.")
        case .busy(let span):
            Self.response(
                429, "model_busy", "The agent is asked too often now.", wait: max(1, (span.milliseconds + 999) / 1000))
        case .unavailable: Self.response(502, "model_unavailable", "The agent cannot be reached now.")
        }
    }

    private static func response(_ status: Int, _ code: String, _ message: String, wait: Int? = nil) -> Response {
        SessionRoutes.refusal(status, code, message, wait: wait)
    }
}
