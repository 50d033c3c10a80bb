import CoraCall
import CoraTwilio

/// What the carrier is told to do with a caller: pure, from what is known to TwiML.
struct TwilioAnswers: Sendable {
    /// How often a caller who was cut off is given a new stream.
    static let mostAttempts = 2

    /// The server's address for the carrier, without a trailing slash.
    let publicURL: String

    /// The media socket's address: `wss` where the public address is `https`.
    var mediaURL: String { Self.socketURL(publicURL) + "/twilio/media" }

    /// Connects the caller to a call.
    func connect(token: String, attempt: Int) throws -> TwiML {
        let stream = TwiML.Stream(url: mediaURL, parameters: [try .init(name: "token", value: token)])
        let action = "\(publicURL)/twilio/after?attempt=\(attempt)"
        return TwiML([.connect(.init(action: action, method: .post, stream: stream))])
    }

    /// What becomes of a caller whose stream has ended; nil where a new stream is to be tried.
    func after(_ step: NextStep, for ticket: CallTicket?) -> TwiML? {
        switch step {
        case .hangUp: TwiML([.hangup])
        case .dial(let number): TwiML([.dial(.init(number: number, answerOnBridge: true))])
        case .apologise: sorry(human: ticket?.tenant.humanNumber)
        case .reconnect: nil
        }
    }

    /// An apology, and a person where there is one.
    func sorry(human: String?) -> TwiML {
        guard let human else {
            return TwiML([
                .say(.init("I'm sorry, we have a technical problem. Please call again in a few minutes. Goodbye.")),
                .hangup,
            ])
        }
        return TwiML([
            .say(.init("I'm sorry, we have a technical problem. I'll put you through to a person.")),
            .dial(.init(number: human, answerOnBridge: true)),
        ])
    }

    /// Nobody is reached under this number.
    var notInService: TwiML {
        TwiML([.say(.init("I'm sorry, this number is not in service. Goodbye.")), .hangup])
    }

    /// No call can be taken now.
    func busy(human: String?) -> TwiML {
        guard let human else {
            return TwiML([
                .say(.init("I'm sorry, all our lines are busy. Please call again in a few minutes. Goodbye.")), .hangup,
            ])
        }
        return TwiML([.dial(.init(number: human, answerOnBridge: true))])
    }

    /// `http` becomes `ws`, `https` becomes `wss`.
    static func socketURL(_ url: String) -> String {
        url.hasPrefix("http") ? "ws" + url.dropFirst(4) : url
    }
}
