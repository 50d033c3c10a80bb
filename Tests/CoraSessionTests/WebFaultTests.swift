import CoraCall
import CoraSession
import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import Testing

/// What web clients do wrong: a close code and a word for each, and no call that goes on.
@Suite struct WebFaultTests {
    @Test(.timeLimit(.minutes(10)), arguments: WebFault.allCases)
    func `a client's fault ends its session with a close code, a word and a sentence`(fault: WebFault) async throws {
        let web = fault.comesBeforeHello ? try await WebCall.open() : try await WebCall.quiet()
        try await web.page { fault.commit(on: $0) }
        let close = try #require(try await web.page { $0.close.map { [$0.reason, "\($0.code)"] } })
        #expect(close == [fault.rawValue, "\(fault.code)"])
        let goodbye = try await web.page { $0.told.last }
        #expect(goodbye?["type"] == "goodbye" && goodbye?["reason"]?.string == fault.rawValue)
        guard !fault.comesBeforeHello else { return }
        guard case .protocolFault = await web.call.ending().reason else {
            return #expect(Bool(false), "it ended otherwise")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a client that says nothing at first is let go`() async throws {
        let web = try await WebCall.open()
        await web.call.pass(.seconds(11))
        #expect(try await web.page { $0.close?.reason } == "no_hello")
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (TicketRefusal.used, "token_used"), (.expired, "token_expired"), (.invalid, "token_invalid"),
        ])
    func `a session that is refused is told why`(refusal: TicketRefusal, word: String) async throws {
        var options = TestCall.Options()
        options.redeems = refusal
        let web = try await WebCall.open(options, hello: WebCall.hello)
        await web.call.office.tokens.first { _ in true }
        await web.call.pass(.milliseconds(1))
        #expect(try await web.page { $0.close?.code } == 1008)
        #expect(try await web.page { $0.told.map { $0["reason"]?.string } } == [word])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a microphone that stops for good ends the session, silence does not`() async throws {
        var options = TestCall.Options()
        // Long enough for the agent not to ask whether the caller is there.
        options.tenant = TestCall.tenant(manners: PhoneManners(silence: .seconds(60)))
        let web = try await WebCall.quiet(options)
        await web.call.pass(.seconds(30))
        #expect(web.call.recordedEnd == nil)
        try await web.page { $0.microphoneOff() }
        await web.call.pass(.seconds(16))
        #expect(await web.call.ending() == Termination(.callerMediaLost))
        #expect(try await web.page { $0.close?.reason } == "no_audio")
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `a client that does not read is let go once more than 4 MiB wait for it`(isSent: Bool) async throws {
        let web = try await WebCall.quiet()
        try await web.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.speech(100, item: "A1", in: "R1")
        }
        try await web.page { try $0.stopReading(waiting: 4 << 20) }
        try await web.page { $0.send([UInt8](repeating: 0, count: WebAudio.blockBytes)) }
        try await web.call.model { $0.speech(100, item: "A1", in: "R1") }
        #expect(try await web.page { $0.close?.code } == nil)
        if isSent {
            try await web.call.model { $0.speech(100, item: "A1", in: "R1") }
        } else {
            try await web.page { $0.send([UInt8](repeating: 0, count: WebAudio.blockBytes)) }
        }
        #expect(await web.call.ending() == Termination(.callerSocketLost))
        let close = try await web.page { $0.close.map { [$0.reason, "\($0.code)"] } }
        #expect(close == ["not_reading", "1008"])
        #expect(try await web.page { $0.told.last?["reason"]?.string } == "not_reading")
        // It does not answer the close frame either.
        #expect(web.isConnected)
        await web.call.pass(.seconds(2))
        #expect(!web.isConnected)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a model that cannot be reached: no transfer, and the business' number is shown`() async throws {
        var options = TestCall.Options()
        options.dialling = .fails(.refused(status: 503))
        let web = try await WebCall.started(options)
        try await web.page { $0.microphoneOn() }
        await web.call.pass(.seconds(30))
        guard case .modelUnavailable = await web.call.ending().reason else {
            return #expect(Bool(false), "it ended otherwise")
        }
        let goodbye = try await web.page { $0.told.last }
        #expect(goodbye?["reason"] == "model_unavailable" && goodbye?["telephone"] == "+14155550199")
    }

    @Test(.timeLimit(.minutes(10)))
    func `a model that is lost and back: the caller is shown both, and the session goes on`() async throws {
        let web = try await WebCall.quiet()
        try await web.call.model { $0.vanish() }
        await web.call.pass(.milliseconds(600))
        try await web.call.model { $0.sessionUpdated() }
        #expect(
            try await web.page { $0.all("notice").map { $0["code"]?.string } }
                == ["agent_ready", "agent_away", "agent_back"])
        #expect(web.call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a tool that would put the caller through leaves them on the line, with its card`() async throws {
        let web = try await WebCall.quiet()
        try await web.call.model { model in
            model.hearsSpeech()
            model.hearsSilence()
            model.begins("R1")
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await web.call.tools.asked.first { $0.id == "c1" }
        await web.call.tools.answer(
            "c1",
            ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true, transfer: TransferOrder("+14155550177")))
        await web.call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        await web.call.pass(.milliseconds(1))
        #expect(try await web.call.model { $0.types.last } == "response.create")
        let cards = try await web.page { $0.all("tool") }
        #expect(cards.map { $0["state"]?.string } == ["running", "done"])
        #expect(web.call.recordedEnd == nil)
    }
}

/// What a web client can do wrong, by its word.
enum WebFault: String, CaseIterable, Sendable {
    case audioBeforeHello = "before_hello"
    case badSession = "bad_session"
    case secondHello = "second_hello"
    case badMessage = "bad_message"
    case tooFast = "too_fast"
    case badPosition = "bad_position"

    var comesBeforeHello: Bool {
        switch self {
        case .audioBeforeHello, .badSession: true
        case .secondHello, .badMessage, .tooFast, .badPosition: false
        }
    }

    var code: Int { self == .badMessage ? 1007 : 1008 }

    func commit(on page: FakePage) {
        switch self {
        case .audioBeforeHello: page.send([0])
        case .badSession: page.say(.hello(WebHello(session: "CA1", token: "t")))
        case .secondHello: page.say(.hello(WebCall.hello))
        case .badMessage: page.send(#"{"type":"played"}"#)
        case .tooFast: for _ in 0..<300 { page.send([UInt8](repeating: 0, count: 960)) }
        case .badPosition: page.say(.played(position: 1 << 40))
        }
    }
}
