package import CoraCall

/// How a web client is told that its session is over: a close code (RFC 6455 §7.4.1), a word that programs compare and
/// a sentence that people read. The word is the close frame's reason too.
package struct WebClose: Sendable, Hashable {
    /// The close code.
    package let code: UInt16
    /// The reason as one word.
    package let word: String
    /// The reason as a sentence.
    package let text: String

    private init(_ code: UInt16, _ word: String, _ text: String) {
        self.code = code
        self.word = word
        self.text = text
    }

    /// The close for this end of a call.
    package init(_ termination: Termination) {
        let (code, word) = (termination.closeCode, termination.label)
        self =
            switch termination.reason {
            case .callerHungUp: Self(code, word, "You hung up.")
            case .agentEnded: Self(code, word, "The agent said goodbye.")
            case .callerSilent: Self(code, word, "Nothing was heard from you for a while.")
            case .durationLimit: Self(code, word, "The call has reached its longest time.")
            case .transferred: Self(code, word, "The call was handed to a person.")
            case .drained: Self(code, word, "The server is going away. Please call again.")
            case .operatorEnded: Self(code, word, "The call was ended by an operator.")
            case .spendLimit: Self(code, word, "The agent takes no more calls today.")
            case .callerSocketLost:
                Self(1008, "not_reading", "Your connection was lost, or did not take what it was sent.")
            case .callerMediaLost: Self(1008, "no_audio", "No audio came from your side for too long.")
            case .modelUnavailable: Self(1011, word, "The agent cannot be reached right now.")
            case .modelLost: Self(1011, word, "The connection to the agent was lost.")
            case .poisoned: Self(1011, "server_error", "Something went wrong on our side.")
            case .protocolFault(let fault): Self(fault)
            case .ticketRefused(let refusal): Self(refusal)
            }
    }

    private init(_ fault: CallerFault) {
        let (word, text): (String, String) =
            switch fault {
            case .noStart: ("no_hello", "No hello came in time.")
            case .secondStart: ("second_hello", "A second hello came.")
            case .beforeStart(let what): ("before_hello", "Something came before the hello: \(what).")
            case .binaryFrame: ("binary_frame", "A binary frame came where none may.")
            case .badFrame: ("bad_frame", "A frame broke RFC 6455.")
            case .notAMessage(let why): ("bad_message", "A message was not understood: \(why.prefix(200)).")
            case .badPayloads: ("bad_audio", "Too much audio could not be read.")
            case .tooLarge: ("too_large", "A frame was too large.")
            case .wrongFormat: ("wrong_format", "The audio has another format.")
            case .badStreamID: ("bad_session", "The session's id cannot be one.")
            case .tooFast(let what): ("too_fast", "Too much came at once: \(what).")
            case .impossiblePlayback: ("bad_position", "More was reported as played than was sent.")
            case .spokeToModel: ("spoke_to_model", "The page told the agent something that only the server may.")
            }
        self.init(fault.closeCode, word, text)
    }

    private init(_ refusal: TicketRefusal) {
        self =
            switch refusal {
            case .missing: Self(1008, "token_missing", "The session's token is missing.")
            case .invalid: Self(1008, "token_invalid", "The session's token is not ours.")
            case .expired: Self(1008, "token_expired", "The session was not begun in time. Please call again.")
            case .used: Self(1008, "token_used", "The session's token was used already. Please call again.")
            case .otherCall: Self(1008, "token_other_session", "The token belongs to another session.")
            case .draining: Self(1001, "drained", "The server is going away. Please call again.")
            }
    }
}
