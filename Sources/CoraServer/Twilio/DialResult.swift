import CoraCall

/// The result of calling a person, read from what Twilio says (Twilio, "TwiML Dial": action). Pure.
///
/// That the call was answered is not enough: voicemail answers too. Only a person who pressed the key was joined with
/// the caller (`DialBridged`).
struct DialResult: Sendable, Equatable {
    /// The step of the transfer that is recorded.
    let status: TransferStep.Status
    /// Details of the step, in words.
    let detail: String?
    /// Why the caller goes back to the agent; nil if the call is over.
    let missed: TransferMiss?

    /// - Parameters:
    ///   - status: the value of `DialCallStatus`.
    ///   - bridged: the value of `DialBridged`; a carrier that does not send it counts as having joined them.
    ///   - call: the value of `CallStatus`, for the caller's own line.
    init(status: String?, bridged: String?, call: String?) {
        let isOver = call == "completed"
        switch status {
        case "completed" where bridged != "false", "answered":
            (self.status, detail, missed) = (.answered, nil, nil)
        case "completed":
            (self.status, detail) = (.unanswered, "answered, and not taken with a key")
            missed = isOver ? nil : .unanswered
        case "busy":
            (self.status, detail, missed) = (.unanswered, "busy", isOver ? nil : .busy)
        case "failed":
            (self.status, detail, missed) = (.failed, "the number could not be called", isOver ? nil : .failed)
        default:
            (self.status, detail) = (.unanswered, isOver ? "the caller hung up while it rang" : status ?? "unknown")
            missed = isOver ? nil : .unanswered
        }
    }
}
