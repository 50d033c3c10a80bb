import CoraWire

/// Why a tenant's tool gave nothing.
package enum DeclaredToolFault: Error, Equatable, Sendable {
    /// Plain HTTP, or an address that is not of the public internet; with the reason.
    case forbidden(String)
    /// The arguments are no JSON object.
    case badArguments
    /// No connection, or none with a good certificate.
    case unreachable(String)
    /// No answer in time.
    case timedOut
    /// The call ended meanwhile.
    case cancelled
    /// An answer that is too long.
    case tooLong
    /// An answer that says the request failed.
    case status(Int)
    /// An answer that is no JSON.
    case notJSON

    /// What the model reads.
    package var envelope: String {
        let (code, message, isRetryable): (String, String, Bool) =
            switch self {
            case .forbidden:
                ("not_available", "This tool is not set up correctly. Offer the caller another way.", false)
            case .badArguments: ("invalid_arguments", "The arguments have to be one JSON object.", true)
            case .unreachable:
                ("not_reachable", "The system behind this tool cannot be reached now. Offer a callback.", true)
            case .timedOut: ("timeout", "The system behind this tool did not answer in time. Offer a callback.", true)
            case .cancelled: ("cancelled", "The call ended before this was done.", false)
            case .tooLong, .notJSON:
                ("bad_answer", "The system behind this tool gave an answer that cannot be used.", false)
            case .status(let status):
                (
                    "failed", "The system behind this tool refused (\(status)). Offer the caller another way.",
                    status >= 500 || status == 429
                )
            }
        let error: JSON = ["code": .string(code), "message": .string(message), "retryable": .bool(isRetryable)]
        return (["ok": false, "error": error] as JSON).text
    }
}
