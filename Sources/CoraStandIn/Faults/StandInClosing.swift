/// How the server ends a session with a close frame: perhaps an `error` event, then the code and its reason
/// (reference, 1.2).
package struct StandInClosing: Sendable, Equatable {
    /// The error event before the close frame, if there is one.
    let error: APIError?
    /// The code of the close frame.
    package let code: Int
    /// The reason in the close frame.
    package let reason: String

    init(error: APIError?, code: Int, reason: String) {
        self.error = error
        self.code = code
        self.reason = reason
    }

    /// The end of a session that the server refuses.
    package init(_ refusal: StandInRefusal) {
        self.init(error: refusal.error, code: refusal.closeCode, reason: refusal.closeReason)
    }

    /// A close frame without an error before it, such as 1011, 1012 or 1013.
    package init(code: Int, reason: String = "") {
        self.init(error: nil, code: code, reason: reason)
    }

    /// The session has lived for 60 minutes.
    package static let sessionExpired: StandInClosing = {
        let message = "Your session hit the maximum duration of 60 minutes."
        return StandInClosing(
            error: APIError(code: "session_expired", message: message), code: 1_001, reason: message)
    }()

    /// The account has no money left. How the API closes then has not been seen; here as for the other refusals.
    package static let insufficientQuota = StandInClosing(
        error: APIError(
            type: "insufficient_quota", code: "insufficient_quota",
            message: "You exceeded your current quota, please check your plan and billing details."),
        code: 4_000, reason: "invalid_request_error.insufficient_quota")

    /// A fault of the server's own after which the session is lost.
    package static let serverError = StandInClosing(
        error: APIError(
            type: "server_error",
            message: "The server had an error while processing your request. Sorry about that!"),
        code: 1_011, reason: "server_error")

    /// Every end that has a name, by that name.
    package static let named: [String: StandInClosing] = [
        "invalid_api_key": StandInClosing(.wrongKey),
        "missing_bearer": StandInClosing(.missingKey),
        "invalid_model": StandInClosing(.unknownModel("gpt-unknown")),
        "missing_model": StandInClosing(.missingModel),
        "beta_api_shape_disabled": StandInClosing(.betaHeader),
        "insufficient_quota": .insufficientQuota,
        "session_expired": .sessionExpired,
        "server_error": .serverError,
    ]
}
