/// The words that CORA gives the model when a call needs something said. A sentence that the agent is to say word for
/// word stands in straight quotes after `Say`.
package enum Directions {
    /// First words for a caller whose line was cut off.
    package static let backAgain = "I'm sorry, we were cut off for a moment. Please go on."
    /// First words for a caller who was to be put through and is back.
    package static let nobodyAnswered =
        "I'm sorry, nobody could take your call just now. Shall I have somebody call you back?"
    /// Asked the first time that neither side says anything.
    package static let stillThere = "Are you still there?"
    /// Asked the second time that neither side says anything.
    package static let canHearYou = "I can't hear you. If you can hear me, please say something."

    /// Said when the content filter has stopped an answer.
    package static let cannotHelp = "I'm sorry, I can't help with that. Is there anything else I can do for you?"

    /// An instruction for the sessions of a tenant that has spent what a day should cost.
    package static let frugal =
        "Be very brief on this call: one or two short sentences an answer, nothing that was not asked for, and one "
        + "question at a time."

    /// Said while the caller waits for tools.
    package static let oneMoment = "One moment."

    /// The system message that goes before a response, by the reason for the response; nil where the conversation
    /// itself tells the model what to say.
    package static func item(for request: ResponseRequest, greeting: String) -> String? {
        switch request {
        case .greeting: "The caller has just been connected. Say exactly this and nothing else: \"\(greeting)\""
        case .afterTools, .afterDigits, .afterClaim, .retry: nil
        case .whileToolsRun: "The caller is waiting while this is done. Say exactly: \"\(oneMoment)\""
        case .afterSilence(1): "The caller has been silent. Say exactly: \"\(stillThere)\""
        case .afterSilence: "The caller is still silent. Say exactly: \"\(canHearYou)\""
        case .filtered: "That cannot be answered. Say exactly: \"\(cannotHelp)\""
        case .nearLimit:
            "This call must end in about a minute. Say briefly: "
                + "\"Just so you know, we have about a minute left on this call.\""
        case .goodbye(let cause): goodbye(cause)
        }
    }

    /// The system message for a new session whose caller is back.
    /// - Parameter missed: why a transfer failed; nil for a caller who was cut off.
    package static func back(_ missed: TransferMiss?) -> String {
        let why =
            switch missed {
            case nil: "The line was cut off for a moment and the caller is back."
            case .unanswered: "The caller was to be put through to a person, but nobody answered."
            case .busy: "The caller was to be put through to a person, but the line was busy."
            case .failed: "The caller was to be put through to a person, but the number could not be reached."
            }
        let next =
            missed == nil
            ? "Go on with the conversation where it was; do not greet again."
            : "They are back with you. Offer to have somebody call them back; do not try the same person again unless they "
                + "ask for it. Do not greet again."
        return "\(why) \(next)"
    }

    /// The system message for a new session in the middle of a call, after what was said before.
    package static let goOn =
        "This is the same call as above. Go on exactly where the conversation was: do not greet, do not repeat what was "
        + "said, and do not mention a technical problem."

    /// The user message for digits that the caller typed.
    package static func typed(_ digits: String) -> String {
        "[The caller typed on the keypad: \(digits)]"
    }

    /// The system message after the agent claimed something that no tool has done.
    /// - Parameters:
    ///   - lineStaysOpen: whether the call was about to end.
    ///   - catalog: says which tool can do what was claimed.
    package static func correction(of claim: Commitment, lineStaysOpen: Bool, with catalog: ToolCatalog) -> String {
        let claimed =
            switch claim {
            case .booking: "that a showing is booked"
            case .callback: "that somebody will call them back"
            case .message: "that something was passed on"
            case .transfer: "that they are being put through"
            }
        let tool = catalog.tool(thatMakesGood: claim) ?? "a tool for that"
        return (lineStaysOpen ? "The line stays open, because something has to be put right. " : "")
            + "You have just told the caller \(claimed), but no tool has done that on this call: it is not true. "
            + "If you have \(tool) and know all it needs, use it now. If not, tell the caller now, in one short "
            + "sentence, that it is not done yet, and ask for what is missing or offer another way. "
            + "Do not claim it again before a tool has said so."
    }

    /// The system message after the caller spoke during the goodbye.
    package static let lineStaysOpen =
        "The caller spoke before the line closed. The line stays open: go on with the conversation."

    /// The system message after a tool that writes was called together with `end_call`.
    package static let staysForTool =
        "The line stays open until the tool has answered: tell the caller what came of it, then end the call."

    /// Every fixed sentence that the agent is asked to say, except greetings.
    package static var sentences: [String] {
        let requests: [ResponseRequest] =
            [.whileToolsRun, .afterSilence(1), .afterSilence(2), .nearLimit, .filtered]
            + [
                .agentEnded, .silence, .durationLimit, .transfer(to: TransferOrder("")), .drain, .operatorEnded,
                .spendLimit(isCalledBack: true), .spendLimit(isCalledBack: false),
            ].map { .goodbye($0) }
        return requests.compactMap { item(for: $0, greeting: "") }.compactMap(sentence(in:)) + [
            backAgain, nobodyAnswered,
        ]
    }

    /// The sentence in straight quotes in a direction; nil if there is none.
    package static func sentence(in direction: String) -> String? {
        guard let first = direction.firstIndex(of: "\""), let last = direction.lastIndex(of: "\""), first < last else {
            return nil
        }
        return String(direction[direction.index(after: first)..<last])
    }

    private static func goodbye(_ cause: Goodbye.Cause) -> String {
        switch cause {
        case .agentEnded: "The call ends now. Say a short goodbye: \"Thank you for calling. Goodbye.\""
        case .silence: "Nobody answers. Say exactly: \"I'll let you go now. Please call again any time. Goodbye.\""
        case .durationLimit: "The call must end now. Say exactly: \"We're out of time for this call. Goodbye.\""
        case .transfer: "The caller will be connected to a person now. Say exactly: \"One moment, I'll connect you.\""
        case .operatorEnded:
            "The call must end now. Say exactly: \"I have to end this call now. Thank you for calling. Goodbye.\""
        case .drain: "The line is about to be moved. Say exactly: \"One moment, please.\""
        case .spendLimit(true):
            "The call must end now. Say exactly: "
                + "\"I'm sorry, I have to end our call here. We will call you back as soon as we can. Goodbye.\""
        case .spendLimit(false):
            "The call must end now. Say exactly: "
                + "\"I'm sorry, I have to end our call here. Please call us again tomorrow. Goodbye.\""
        }
    }
}
