import CoraTenant

/// The words that CORA gives the model when a call needs something said. A sentence that the agent is to say word for
/// word stands in straight quotes after `Say`, in the tenant's language; where CORA has no words in it, the English
/// sentence does, and the direction asks for it in that language.
package enum Directions {
    /// An instruction for the sessions of a tenant that has spent what a day should cost.
    package static let frugal =
        "Be very brief on this call: one or two short sentences an answer, nothing that was not asked for, and one "
        + "question at a time."

    /// The system message that goes before a response, by the reason for the response; nil where the conversation
    /// itself tells the model what to say.
    /// - Parameter ticket: the call's ticket, which says what the first words are, and in which language it is.
    package static func item(for request: ResponseRequest, on ticket: CallTicket) -> String? {
        let dictation = Dictation(tenant: ticket.tenant)
        return switch request {
        case .greeting: "The caller has just been connected. \(greeting(on: ticket))"
        case .afterTools, .afterDigits, .afterClaim, .retry: nil
        case .whileToolsRun: "The caller is waiting while this is done. \(dictation.say(.hold))"
        case .afterSilence(1): "The caller has been silent. \(dictation.say(.stillThere))"
        case .afterSilence: "The caller is still silent. \(dictation.say(.canHearYou))"
        case .filtered: "That cannot be answered. \(dictation.say(.cannotHelp))"
        case .nearLimit: "This call must end in about a minute. \(dictation.say(.nearLimit, "briefly"))"
        case .goodbye(let cause): goodbye(cause, dictation)
        }
    }

    /// A direction to say a text exactly as it stands, for recordings.
    package static func verbatim(_ text: String) -> String {
        "Say exactly this and nothing else: \"\(text)\""
    }

    private static func greeting(on ticket: CallTicket) -> String {
        guard let sentence = ticket.wordsOfReturn else { return verbatim(ticket.greeting) }
        return Dictation(tenant: ticket.tenant).say(sentence, "exactly this and nothing else")
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

    /// Every sentence that CORA brings for the agent to say, in all its languages.
    package static var sentences: [String] {
        SentenceLanguage.allCases.flatMap { language in
            Phrase.allCases.map { $0.text(in: language) } + CallSentence.allCases.map { $0.text(in: language) }
        }
    }

    /// The sentence in straight quotes in a direction; nil if there is none.
    package static func sentence(in direction: String) -> String? {
        guard let first = direction.firstIndex(of: "\""), let last = direction.lastIndex(of: "\""), first < last else {
            return nil
        }
        return String(direction[direction.index(after: first)..<last])
    }

    private static func goodbye(_ cause: Goodbye.Cause, _ dictation: Dictation) -> String {
        switch cause {
        case .agentEnded: "The call ends now. \(dictation.say(.goodbye, "a short goodbye"))"
        case .silence: "Nobody answers. \(dictation.say(.lettingYouGo))"
        case .durationLimit: "The call must end now. \(dictation.say(.outOfTime))"
        case .transfer: "The caller will be connected to a person now. \(dictation.say(.puttingThrough))"
        case .operatorEnded: "The call must end now. \(dictation.say(.endedForUs))"
        case .drain: "The line is about to be moved. \(dictation.say(.hold))"
        case .spendLimit(true): "The call must end now. \(dictation.say(.calledBack))"
        case .spendLimit(false): "The call must end now. \(dictation.say(.callTomorrow))"
        }
    }
}
