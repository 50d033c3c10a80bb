import CoraArguments
import CoraClients
import CoraPostgres
import CoraWire

extension ToolError {
    /// This error for a model that has made the same mistake in the call before.
    var repeated: ToolError {
        var error = self
        error.message +=
            " You have made this mistake before in this call. Do not try again by yourself: ask the caller in plain words, "
            + "wait for their answer, and use that."
        return error
    }

    /// The error for the model when something other than a `ToolError` was thrown.
    init(_ error: any Error) {
        switch error {
        case let error as ToolError: self = error
        case is CancellationError: self = .cancelled
        case is TimeLimitExceeded: self = .timeout
        case let error as PostgresError: self.init(error)
        case is DecodingError, is JSONError:
            self.init(.invalidArguments, "The arguments are not of the shape that the tool wants. Call it again.")
        default: self = .ours
        }
    }

    private init(_ error: PostgresError) {
        if error.code == .cancelled {
            self = .cancelled
        } else if error.isTransient || [.closed, .connectFailed, .misfit].contains(error.code) {
            self = .unavailable
        } else if error.sqlState == "23503", error.constraint?.contains("tenant_id_fkey") == true {
            self.init(
                .notSetUp,
                "This business is not set up for that yet, so nothing was done. Say so, and offer to pass on a message."
            )
        } else {
            self = .ours
        }
    }

    static let unavailable = ToolError(
        .unavailable,
        "The records cannot be reached at the moment, so nothing was looked up or written down. Tell the caller in plain "
            + "words, and try once more in a little while or offer something else.", retryable: true)
    static let timeout = ToolError(
        .timeout,
        "That took too long and was stopped. Tell the caller, and try once more: what was done already is not done twice.",
        retryable: true)
    static let cancelled = ToolError(.cancelled, "The call ended before this was done.", retryable: true)
    static let ours = ToolError(
        .internalError,
        "Something went wrong on our side and nothing was done. Tell the caller, and offer something else.")
}
