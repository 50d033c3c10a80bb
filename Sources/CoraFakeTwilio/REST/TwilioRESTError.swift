import CoraWire
import NIOHTTP1

/// The error that Twilio's REST API answers a request with (Twilio, "Error and warning dictionary").
struct TwilioRESTError: Error, Sendable, Equatable {
    /// The HTTP status.
    var status: HTTPResponseStatus
    /// Twilio's own code.
    var code: Int
    /// What is wrong, in Twilio's words.
    var message: String

    /// The body of the response.
    var body: JSON {
        .object([
            "code": .int(code), "message": .string(message),
            "more_info": .string("https://www.twilio.com/docs/errors/\(code)"), "status": .int(Int(status.code)),
        ])
    }

    /// The credentials are wrong or missing.
    static let unauthorized = TwilioRESTError(status: .unauthorized, code: 20_003, message: "Authenticate")
    /// Too many requests at a time; the request was not processed.
    static let tooManyRequests = TwilioRESTError(
        status: .tooManyRequests, code: 20_429, message: "Too Many Requests")
    /// An error of Twilio's own.
    static let serverError = TwilioRESTError(
        status: .internalServerError, code: 20_500, message: "An internal server error has occurred")

    /// The resource does not exist, or not in this account.
    static func notFound(_ path: String) -> TwilioRESTError {
        TwilioRESTError(
            status: .notFound, code: 20_404, message: "The requested resource \(path) was not found")
    }

    /// A field, or a combination of fields, is not allowed.
    static func invalid(_ message: String, code: Int = 20_001) -> TwilioRESTError {
        TwilioRESTError(status: .badRequest, code: code, message: message)
    }

    /// The call is over, or not yet answered.
    static let notInProgress = TwilioRESTError(
        status: .badRequest, code: 21_220, message: "Call is not in-progress. Cannot redirect.")
}
