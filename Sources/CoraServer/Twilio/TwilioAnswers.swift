import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTenant
import CoraTwilio

/// Writes the TwiML that tells the carrier what to do with a caller. Pure.
struct TwilioAnswers: Sendable {
    /// The server's public address, without a trailing slash.
    let publicURL: String

    /// The media socket's address: `wss` if the public address is `https`.
    var mediaURL: String { Self.socketURL(publicURL) + "/twilio/media" }

    /// Connects the caller to the media socket.
    func connect(token: String, count: StreamCount) throws -> TwiML {
        let stream = TwiML.Stream(url: mediaURL, parameters: [try .init(name: "token", value: token)])
        let action = "\(publicURL)/twilio/after?\(count.query)"
        return TwiML([.connect(.init(action: action, method: .post, stream: stream))])
    }

    /// Tells the carrier how to go on with a caller whose stream has ended; nil if a new stream is to be tried.
    func after(_ step: NextStep, for ticket: CallTicket?) -> TwiML? {
        switch step {
        case .hangUp: TwiML([.hangup])
        case .dial(let order): dial(order, for: ticket)
        case .apologise: sorry(ticket?.tenant, caller: ticket?.caller ?? .withheld, person: ticket?.rescue?.number)
        case .reconnect: nil
        }
    }

    /// Calls a person for the caller. The person first hears who calls, and takes the call with a key, so that
    /// voicemail cannot take it.
    func dial(_ order: TransferOrder, for ticket: CallTicket?) -> TwiML {
        guard let ticket else { return TwiML([.dial(.init(number: order.number, answerOnBridge: true))]) }
        return dial(order, for: ticket, showing: Self.callersNumber(ticket) ?? Self.ownNumber(ticket))
    }

    /// Calls the person once more with the number that was dialled as the caller ID, if the first try failed with the
    /// caller's: carriers refuse some numbers that they have put calls through from. Nil if that cannot help.
    func dialAgain(after result: DialResult, for ended: CallSupervisor.Ended, isSecondTry: Bool) -> TwiML? {
        let ticket = ended.ticket
        guard !isSecondTry, result.missed == .failed, let order = ended.termination.transfer,
            let shown = Self.callersNumber(ticket), let own = Self.ownNumber(ticket), own != shown
        else { return nil }
        return dial(order, for: ticket, showing: own, query: "&\(Self.secondTryField)=1")
    }

    private func dial(
        _ order: TransferOrder, for ticket: CallTicket, showing callerID: String?, query: String = ""
    ) -> TwiML {
        TwiML([
            .dial(
                .init(
                    number: order.number, whisper: "\(publicURL)/twilio/whisper?call=\(ticket.callSID)",
                    action: "\(publicURL)/twilio/dialled?\(StreamCount(ticket).query)\(query)", method: .post,
                    timeout: Self.ringing, callerId: callerID, answerOnBridge: true))
        ])
    }

    /// The field of an address that says that the person was called with our own number as the caller ID.
    static let secondTryField = "own"

    /// How long a person's telephone rings, in seconds; Twilio adds some five.
    static let ringing = 20

    /// The caller's number as a caller ID; nil if it is withheld, or no number that a carrier lets us show.
    private static func callersNumber(_ ticket: CallTicket) -> String? { ticket.caller.callable?.e164 }

    /// The number that was dialled as a caller ID; nil if it is none, so that the carrier chooses.
    private static func ownNumber(_ ticket: CallTicket) -> String? {
        E164.isNumber(ticket.dialledNumber) ? ticket.dialledNumber : nil
    }

    /// What a person hears before they take a call, also if the call is no longer known.
    /// - Parameter briefing: what the call is about; nil if not known.
    func whisper(_ ended: CallSupervisor.Ended?, saying briefing: String?, callSID: String) -> TwiML {
        let who = ended.map { Self.caller($0.ticket) } ?? "a caller"
        let words = briefing.map { " \($0)" } ?? ""
        let agent = ended.map { " for \($0.ticket.tenant.agentName)" } ?? ""
        let text = "This is a call\(agent) from \(who).\(words) Press 1 to take it."
        return TwiML([
            .gather(
                .init(
                    action: "\(publicURL)/twilio/whisper/answer?call=\(callSID)", method: .post, timeout: 8,
                    say: .init(text))),
            .hangup,
        ])
    }

    private static func caller(_ ticket: CallTicket) -> String {
        let number = ticket.caller.callable?.spoken
        guard let name = ticket.callerName else { return number ?? ticket.caller.inWords }
        return number.map { "\(name), \($0)" } ?? name
    }

    /// Answers the person's key: with the right one the two are joined, with another or none the person's line is
    /// closed.
    func whisperAnswered(_ digit: String?) -> TwiML {
        digit == "1" ? TwiML([]) : TwiML([.hangup])
    }

    /// Apologises in the tenant's language, and connects a person if there is one.
    /// - Parameters:
    ///   - tenant: the business that was called; nil if it is not known.
    ///   - caller: who calls.
    ///   - person: the number of the person who takes calls at this hour; nil if none does.
    ///   - isCalledBack: whether the way the call ended leaves a callback, which the sentence for trouble promises.
    func sorry(_ tenant: Tenant?, caller: Caller, person: String?, isCalledBack: Bool = true) -> TwiML {
        let language = tenant?.sentenceLanguage ?? .english
        if let person {
            return TwiML([
                .say(.init(SpokenAnswer.person, in: language)), .dial(.init(number: person, answerOnBridge: true)),
            ])
        }
        guard let tenant, isCalledBack, caller.number != nil else {
            return TwiML([.say(.init(SpokenAnswer.callAgain, in: language)), .hangup])
        }
        return TwiML([.say(.init(Phrase.trouble, of: tenant)), .hangup])
    }

    /// Says that the number is not in service.
    var notInService: TwiML {
        TwiML([.say(.init(SpokenAnswer.notInService, in: .english)), .hangup])
    }

    /// Refuses a call: the caller hears why in the tenant's language, or is put through to a person.
    /// - Parameter isCalledBack: whether a callback was noted for the caller.
    func refused(_ refusal: AdmissionRefusal, of tenant: Tenant, human: String?, isCalledBack: Bool) -> TwiML {
        if let human { return TwiML([.dial(.init(number: human, answerOnBridge: true))]) }
        let language = tenant.sentenceLanguage ?? .english
        let words = refusal.heard(isCalledBack: isCalledBack, in: language)
        return TwiML([.say(.init(words, language: TwiML.Say.tag(language.rawValue))), .hangup])
    }

    /// The field of an address that says that another instance has sent the caller here.
    static let movedField = "moved"
    /// The field of such an address that says why the caller was not put through to a person before.
    static let missedField = "missed"

    /// Sends the caller to another instance, which takes the call from its beginning, or from where it was.
    /// - Parameters:
    ///   - voice: the other instance's voice webhook, or its public address.
    ///   - ticket: the ticket of the stream that would be here.
    static func moved(to voice: WebAddress, _ ticket: CallTicket) -> TwiML {
        let webhook = voice.path.isEmpty ? voice.appending("/twilio/voice") : voice.text
        let tail = "/twilio/voice"
        guard ticket.attempt > 0, webhook.hasSuffix(tail) else {
            return TwiML([.redirect(url: "\(webhook)?\(movedField)=1", method: .post)])
        }
        let before = StreamCount(attempt: ticket.attempt - 1, lost: ticket.lostStreams)
        let missed = ticket.missed.map { "&\(missedField)=\($0.rawValue)" } ?? ""
        let after = webhook.dropLast(tail.utf8.count) + "/twilio/after?\(before.query)&\(movedField)=1\(missed)"
        return TwiML([.redirect(url: String(after), method: .post)])
    }

    /// The address with `ws` for `http`, and `wss` for `https`.
    static func socketURL(_ url: String) -> String {
        url.hasPrefix("http") ? "ws" + url.dropFirst(4) : url
    }
}
