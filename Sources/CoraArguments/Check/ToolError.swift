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
    package var isMistake: Bool {
        switch self {
        case .invalidArguments, .invalidPhone, .invalidTime, .unknownProperty, .unknownTool: true
        case .notAllowed, .unavailableProperty, .outsideHours, .alreadyBooked, .timeTaken, .unavailable, .timeout,
            .cancelled, .notSetUp, .internalError:
            false
        }
    }
}
