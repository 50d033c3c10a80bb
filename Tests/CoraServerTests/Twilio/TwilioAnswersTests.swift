import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTenant
import CoraTwilio
import Testing

@testable import CoraServer

struct TwilioAnswersTests {
    private let answers = TwilioAnswers(publicURL: "https://voice.example")
    private static let head = #"<?xml version="1.0" encoding="UTF-8"?>"#

    private func ticket(human: String? = nil) -> CallTicket {
        CallTicket(
            callSID: "CA1", callID: "1", tenant: Self.tenant(human: human), callerNumber: "", dialledNumber: "")
    }

    private static func tenant(
        _ language: String = "en", human: String? = nil, _ phrases: [Phrase: String] = [:]
    ) -> Tenant {
        Tenant(id: "t", numbers: [], agentName: "A", phrases: phrases, language: language, humanNumber: human)
    }

    @Test
    func `a caller is connected to the media socket, with the token as a parameter and the attempt in the action`()
        throws
    {
        #expect(
            try answers.connect(token: "abc", count: StreamCount(attempt: 1, lost: 0)).render() == Self.head
                + #"<Response><Connect action="https://voice.example/twilio/after?attempt=1" method="POST">"#
                + #"<Stream url="wss://voice.example/twilio/media"><Parameter name="token" value="abc" />"#
                + "</Stream></Connect></Response>")
    }

    @Test func `the media socket is ws where the public address is http`() {
        #expect(TwilioAnswers(publicURL: "http://localhost:3000").mediaURL == "ws://localhost:3000/twilio/media")
        #expect(answers.mediaURL == "wss://voice.example/twilio/media")
    }

    @Test func `what comes next, for every step there is`() {
        #expect(answers.after(.hangUp, for: ticket()) == TwiML([.hangup]))
        #expect(
            answers.after(.dial(TransferOrder("+14155550111")), for: nil)
                == TwiML([.dial(.init(number: "+14155550111", answerOnBridge: true))]))
        #expect(answers.after(.reconnect, for: ticket()) == nil)
        #expect(
            answers.after(.apologise, for: ticket()) == answers.sorry(Self.tenant(), caller: .withheld, person: nil))
        #expect(
            answers.after(.apologise, for: ticket(human: "+1"))
                == answers.sorry(Self.tenant(human: "+1"), caller: .withheld, person: "+1"))
        #expect(answers.after(.apologise, for: nil) == answers.sorry(nil, caller: .withheld, person: nil))
    }

    @Test func `a person is called with a whisper, the caller's own number, and a question afterwards`() {
        let order = TransferOrder("+14155550111")
        var ticket = ticket()
        (ticket.caller, ticket.dialledNumber) = (.number("+14155550123"), "+14155550100")
        let document = answers.after(.dial(order), for: ticket)
        #expect(
            document
                == TwiML([
                    .dial(
                        .init(
                            number: "+14155550111",
                            whisper: "https://voice.example/twilio/whisper?call=\(ticket.callSID)",
                            action: "https://voice.example/twilio/dialled?attempt=0", method: .post, timeout: 20,
                            callerId: "+14155550123", answerOnBridge: true))
                ]))
    }

    @Test(arguments: [
        Caller.withheld, .address("sip:ana@203.0.113.9"), .address("24273"), .number("+19005550123"),
        .number("+15550123"),
    ])
    func `a caller whose number cannot be shown is put through under the number that was dialled`(caller: Caller) {
        var ticket = ticket()
        (ticket.caller, ticket.dialledNumber) = (caller, "+14155550100")
        let document = answers.dial(TransferOrder("+14155550111"), for: ticket).render()
        #expect(document.contains("callerId=\"+14155550100\""))
        ticket.dialledNumber = "sip:reception@acme.sip.twilio.com"
        #expect(!answers.dial(TransferOrder("+14155550111"), for: ticket).render().contains("callerId"))
    }

    @Test func `where a carrier refuses the caller's number as a caller ID, the person is called once more under ours`()
        throws
    {
        var ticket = ticket()
        (ticket.caller, ticket.dialledNumber) = (.number("+14155550123"), "+14155550100")
        let order = TransferOrder("+14155550111")
        let failed = DialResult(status: "failed", bridged: "false", call: "in-progress")
        func again(_ result: DialResult, _ ticket: CallTicket, isSecondTry: Bool = false) -> TwiML? {
            let ended = CallSupervisor.Ended(ticket: ticket, termination: Termination(.transferred(to: order)))
            return answers.dialAgain(after: result, for: ended, isSecondTry: isSecondTry)
        }
        let document = try #require(again(failed, ticket)).render()
        #expect(document.contains("callerId=\"+14155550100\"") && document.contains("+14155550111"))
        #expect(document.contains("/twilio/dialled?attempt=0&amp;own=1"))
        #expect(again(failed, ticket, isSecondTry: true) == nil)
        for status in ["busy", "no-answer", "completed"] {
            #expect(again(DialResult(status: status, bridged: "false", call: "in-progress"), ticket) == nil)
        }
        ticket.caller = .withheld
        #expect(again(failed, ticket) == nil)
    }

    @Test func `the person hears who calls and why, and takes the call with a key`() {
        let order = TransferOrder("+14155550111")
        let ended = CallSupervisor.Ended(ticket: ticket(), termination: Termination(.transferred(to: order)))
        let text = answers.whisper(ended, saying: "They began: Is it free?", callSID: "CA1").render()
        #expect(text.contains("<Gather action=\"https://voice.example/twilio/whisper/answer?call=CA1\""))
        #expect(text.contains("They began: Is it free? Press 1 to take it."))
        #expect(text.hasSuffix("</Gather><Hangup /></Response>"))
        #expect(answers.whisper(nil, saying: nil, callSID: "CA1").render().contains("Press 1 to take it."))
        #expect(answers.whisperAnswered("1") == TwiML([]))
        for other in [nil, "2", "11"] { #expect(answers.whisperAnswered(other) == TwiML([.hangup])) }
    }

    @Test(arguments: [
        ("en", "en-US", "We will call you back"), ("es", "es-MX", "Le devolveremos la llamada"),
        ("fr", "en-US", "We will call you back"),
    ])
    func `an apology is the tenant's sentence for trouble, in its language, and ends the call`(
        language: String, tag: String, words: String
    ) throws {
        let tenant = Self.tenant(language)
        let document = answers.sorry(tenant, caller: .number("+14155550123"), person: nil)
        #expect(document == TwiML([.say(.init(tenant.sentence(.trouble), language: tag)), .hangup]))
        #expect(document.render().contains("<Say language=\"\(tag)\">"))
        #expect(document.render().contains(words))
    }

    @Test func `a tenant's own sentence for trouble is said in the tenant's language, where Twilio speaks it`() {
        let french = Self.tenant("fr", [.trouble: "Désolé, ${agentDisplayName} vous rappelle."])
        #expect(
            answers.sorry(french, caller: .number("+14155550123"), person: nil).verbs.first
                == .say(.init("Désolé, A vous rappelle.", language: "fr-FR")))
        let basque = Self.tenant("eu", [.trouble: "Barkatu."])
        #expect(
            answers.sorry(basque, caller: .number("+14155550123"), person: nil).verbs.first == .say(.init("Barkatu.")))
    }

    @Test(arguments: [("en", "Please call again"), ("es", "vuelva a llamar")])
    func `a caller who cannot be called back is not told so`(language: String, words: String) {
        let document = answers.sorry(Self.tenant(language), caller: .withheld, person: nil)
        #expect(document.render().contains(words))
        #expect(document.verbs.last == .hangup)
    }

    @Test(arguments: [("en", "through to a person"), ("es", "Le comunico con una persona")])
    func `an apology goes on with a person where there is one, unless the person did not answer before`(
        language: String, words: String
    ) {
        let tenant = Self.tenant(language, human: "+1")
        let document = answers.sorry(tenant, caller: .number("+14155550123"), person: "+1")
        #expect(document.render().contains(words))
        #expect(document.verbs.last == .dial(.init(number: "+1", answerOnBridge: true)))
        #expect(answers.sorry(tenant, caller: .number("+14155550123"), person: nil).verbs.last == .hangup)
    }

    @Test func `an apology rings no person outside business hours`() throws {
        var ticket = ticket(human: "+14155550111")
        ticket.tenant.businessHours = BusinessHours([.monday], [.init(opens: 540, closes: 1020)].compactMap(\.self))
        ticket.localTime = LocalMoment(year: 2026, month: 8, day: 3, minute: 600)
        #expect(answers.after(.apologise, for: ticket)?.render().contains("<Dial") == true)
        ticket.localTime = LocalMoment(year: 2026, month: 8, day: 3, minute: 1200)
        #expect(answers.after(.apologise, for: ticket)?.render().contains("<Dial") == false)
    }

    @Test(arguments: AdmissionRefusal.allCases, [("en", "en-US"), ("es", "es-MX"), ("fr", "en-US")])
    func `a caller who is refused hears why in the tenant's language, or is put through at once`(
        refusal: AdmissionRefusal, language: (code: String, tag: String)
    ) {
        let tenant = Self.tenant(language.code)
        let words = refusal.heard(isCalledBack: false, in: tenant.sentenceLanguage ?? .english)
        #expect(
            answers.refused(refusal, of: tenant, human: nil, isCalledBack: false)
                == TwiML([.say(.init(words, language: language.tag)), .hangup]))
        #expect(
            answers.refused(refusal, of: tenant, human: "+1", isCalledBack: true)
                == TwiML([.dial(.init(number: "+1", answerOnBridge: true))]))
    }

    @Test func `another instance takes a call from its beginning, or where it was, and knows that it was sent there`()
        throws
    {
        func url(_ voice: String, _ attempt: Int, lost: Int = 0, missed: TransferMiss? = nil) throws -> String? {
            var ticket = ticket()
            (ticket.attempt, ticket.lostStreams, ticket.missed) = (attempt, lost, missed)
            let document = TwilioAnswers.moved(to: try #require(WebAddress(voice)), ticket)
            guard document.verbs.count == 1, case .redirect(let url, .post) = document.verbs[0] else { return nil }
            return url
        }
        let voice = "https://b.example/cora/twilio/voice"
        #expect(try url(voice, 0) == "https://b.example/cora/twilio/voice?moved=1")
        #expect(try url(voice, 2) == "https://b.example/cora/twilio/after?attempt=1&moved=1")
        #expect(try url("https://b.example", 1) == "https://b.example/twilio/after?attempt=0&moved=1")
        #expect(try url("https://b.example/bin/x", 1) == "https://b.example/bin/x?moved=1")
        #expect(
            try url("https://b.example", 3, lost: 2, missed: .unanswered)
                == "https://b.example/twilio/after?attempt=2&lost=2&moved=1&missed=no-answer")
    }

    @Test func `a number without a tenant is told so`() {
        #expect(answers.notInService.render().contains("not in service"))
        #expect(answers.notInService.verbs.last == .hangup)
    }
}

struct StreamCountTests {
    private func count(_ query: String) -> StreamCount {
        StreamCount(WebhookFields(form: nil, query: FormBody.parse(query)))
    }

    @Test func `two streams may be lost; those that were handed on or given back are not among them`() {
        var count = StreamCount.first
        for isLost in [true, false, true, false] {
            guard let next = count.next(isLost: isLost) else { return #expect(Bool(false), "\(count)") }
            count = self.count(next.query)
            #expect(count == next)
        }
        #expect(count == StreamCount(attempt: 4, lost: 2))
        #expect(count.next(isLost: true) == nil)
        #expect(count.next(isLost: false)?.next(isLost: false)?.next(isLost: false) == nil)
    }

    @Test func `what no address of ours says is read as the nearest that one could`() {
        #expect(count("") == .first)
        #expect(count("attempt=-1&lost=x") == .first)
        #expect(count("attempt=\(Int.max)&lost=\(Int.max)").next(isLost: false) == nil)
        #expect(count("attempt=99999999999999999999") == .first)
    }
}

struct WebhookFieldsTests {
    @Test func `those of the form come before those of the address`() {
        let fields = WebhookFields(
            form: FormBody.parse("CallSid=CA1&From=%2B1415"), query: FormBody.parse("CallSid=CA2&attempt=1"))
        #expect(fields["CallSid"] == "CA1")
        #expect(fields["From"] == "+1415")
        #expect(fields["attempt"] == "1")
    }

    @Test func `an empty field counts as absent and hides no other`() {
        let fields = WebhookFields(form: FormBody.parse("CallSid=&To="), query: FormBody.parse("CallSid=CA2"))
        #expect(fields["CallSid"] == "CA2")
        #expect(fields["To"] == nil)
    }

    @Test func `a GET has only an address`() {
        #expect(WebhookFields(form: nil, query: FormBody.parse("To=%2B1"))["To"] == "+1")
        #expect(WebhookFields(form: nil, query: nil)["To"] == nil)
    }
}
