import CoraWire

/// Why a tenant's tool gave no result.
package enum DeclaredToolFault: Error, Equatable, Sendable {
    /// The URL is plain HTTP, or its address is not of the public internet; with the reason.
    case forbidden(String)
    /// The arguments are not a JSON object.
    case badArguments
    /// No connection could be made, or the server's certificate is not good; with the reason.
    case unreachable(String)
    /// The server did not answer in time.
    case timedOut
    /// The call ended meanwhile.
    case cancelled
    /// The answer is longer than the limit.
    case tooLong
    /// The server answered with a status that says the request failed.
    case status(Int)
    /// The answer is not JSON.
    case notJSON

    /// The envelope that tells the model of the fault.
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
