import CoraClients
import CoraPostgres
import CoraWire

/// Why a tool did not do what it was asked, in words for the model that say what to tell or ask the caller.
package struct ToolError: Error, Sendable, Equatable {
    /// The kinds of failure, as they stand in the envelope. `Config/tools.md` lists them.
    package enum Code: String, Sendable, CaseIterable {
        /// There is no tool of that name.
        case unknownTool = "unknown_tool"
        /// The tenant does not allow the tool.
        case notAllowed = "not_allowed"
        /// The arguments are not what the schema wants.
        case invalidArguments = "invalid_arguments"
        /// A telephone number that cannot be kept or called.
        case invalidPhone = "invalid_phone"
        /// A text that is not a day and time, or a time that cannot be meant.
        case invalidTime = "invalid_time"
        /// There is no such listing.
        case unknownProperty = "unknown_property"
        /// The listing is no longer on offer.
        case unavailableProperty = "unavailable_property"
        /// The business is closed at that time.
        case outsideHours = "outside_hours"
        /// The caller has a showing of the listing at another time, and has not said yet that it is to be moved.
        case alreadyBooked = "already_booked"
        /// Another visitor has that time.
        case timeTaken = "time_taken"
        /// The database does not answer.
        case unavailable
        /// The run was not done within its time.
        case timeout
        /// The call ended before the run did.
        case cancelled
        /// The business is not set up for this tool.
        case notSetUp = "not_set_up"
        /// A fault of this program.
        case internalError = "internal_error"
    }

    /// The kind of failure.
    package var code: Code
    /// What to tell or ask the caller, in words for the model.
    package var message: String
    /// Whether the same arguments may succeed in a moment.
    package var retryable: Bool

    package init(_ code: Code, _ message: String, retryable: Bool = false) {
        self.code = code
        self.message = message
        self.retryable = retryable
    }
}

extension ToolError.Code {
    /// Whether the model can put it right by itself or by asking the caller: the arguments are wrong, not the world.
    var isMistake: Bool {
        switch self {
        case .invalidArguments, .invalidPhone, .invalidTime, .unknownProperty, .unknownTool: true
        case .notAllowed, .unavailableProperty, .outsideHours, .alreadyBooked, .timeTaken, .unavailable, .timeout,
            .cancelled, .notSetUp, .internalError:
            false
        }
    }
}

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
