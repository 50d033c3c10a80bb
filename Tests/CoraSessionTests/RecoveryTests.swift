import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// The model is lost in the middle of a call, and the call goes on.
@Suite(.timeLimit(.minutes(10))) struct RecoveryTests {
    private static func tenant(human: String? = nil) -> Tenant {
        var tenant = TestCall.tenant()
        tenant.humanNumber = human
        return tenant
    }

    @Test func `a socket that drops before the answer is dialled again, and the answer is asked for`() async throws {
        let call = try await TestCall.answering()
        try await call.model { $0.vanish() }
        #expect(call.dialled.events.count == 2)
        #expect(call.recordedEnd == nil)
        try await call.model { $0.sessionUpdated() }
        let (told, types) = try await call.model { ($0.told, $0.types) }
        #expect(told == ["assistant: Hello.", "user: Is it free?", "system: \(Directions.goOn)"])
        #expect(types.last == "response.create")
        try await call.model { $0.says("Yes, it is.", milliseconds: 400, item: "B1", in: "S1") }
        await call.pass(.seconds(1))
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?", "Yes, it is."])
        #expect(call.observer.observations.events.contains { if case .modelRestored = $0 { true } else { false } })
    }

    @Test func `of an answer that was cut off, the new session is told what was heard`() async throws {
        let call = try await TestCall.answering()
        try await call.model { model in
            model.itemAdded("A1", in: "R1")
            model.send(
                "response.output_audio_transcript.delta",
                #""response_id":"R1","item_id":"A1","output_index":0,"content_index":0,"delta":"One two three four""#)
            model.audio(1000, item: "A1", in: "R1")
        }
        await call.pass(.milliseconds(500))
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        let told = try await call.model { $0.told }
        #expect(told.contains("assistant: One two"))
        #expect(try await call.model { $0.all("response.create").count } == 1)
        // What is on the line is heard to its end, and is one turn.
        await call.pass(.seconds(1))
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?", "One two three four"])
    }

    @Test func `a turn whose words had not arrived is said again to the new session, from its beginning`() async throws
    {
        let call = try await TestCall.quiet()
        try await call.carrier { carrier in for _ in 0..<10 { carrier.media(0x10) } }
        let position = try await call.model { $0.audio.count / 8 }
        try await call.carrier { carrier in for _ in 0..<15 { carrier.media(0x20) } }
        try await call.model { $0.hearsSpeech(at: position) }
        try await call.carrier { carrier in for _ in 0..<10 { carrier.media(0x30) } }
        try await call.model { $0.vanish() }
        try await call.carrier { carrier in for _ in 0..<5 { carrier.media(0x40) } }
        try await call.model { $0.sessionUpdated() }
        let (audio, asks) = try await call.model { ($0.audio, $0.all("response.create").count) }
        #expect(!audio.contains(0x10))
        #expect(audio.count { $0 == 0x20 } == 15 * 160)
        #expect(audio.count { $0 == 0x30 } == 10 * 160)
        #expect(audio.count { $0 == 0x40 } == 5 * 160)
        // The model's own turn detection hears the turn, and answers it.
        #expect(asks == 0)
    }

    @Test func `if the new session does not notice the turn that was said again, it is asked`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.hearsSpeech() }
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        await call.pass(.seconds(6))
        #expect(try await call.model { $0.all("response.create").count } == 1)
    }

    @Test func `a quiet call goes on quietly`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.all("response.create").isEmpty })
        #expect(try await call.carrier { $0.audio.count } == 400 * 8)
    }

    @Test func `a tool that runs is run once, and its answer reaches the new session`() async throws {
        let call = try await TestCall.answering()
        try await call.model { model in
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        let told = try await call.model { $0.told }
        #expect(told.contains("call: look"))
        #expect(!told.contains { $0.hasPrefix("result") })
        await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true))
        await call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        let (after, types) = try await call.model { ($0.told, $0.types) }
        #expect(after.last == #"result: {"ok":true}"#)
        #expect(types.last == "response.create")
        #expect(call.tools.asked.events.count == 1)
    }

    @Test func `a tool that answers while there is no session is told to the next one, once`() async throws {
        var options = TestCall.Options()
        options.diallingAgain = [.fails(.refused(status: 503)), .opens]
        let call = try await TestCall.answering(options)
        try await call.model { model in
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        try await call.model { $0.vanish() }
        await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true))
        await call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        await call.pass(.milliseconds(300))
        try await call.model { $0.sessionUpdated() }
        let told = try await call.model { $0.told }
        #expect(told.count { $0.hasPrefix("result") } == 1)
        #expect(told.count { $0.hasPrefix("call") } == 1)
        #expect(try await call.model { $0.all("response.create").count } == 1)
    }

    // MARK: The rungs

    @Test func `one failed dial at the start is tried again while the greeting plays`() async throws {
        var options = TestCall.Options()
        options.recording = [UInt8](repeating: 1, count: 16_000)
        options.dialling = .fails(.refused(status: 503))
        options.diallingAgain = [.opens]
        let call = try await TestCall.started(options)
        await call.pass(.milliseconds(300))
        try await call.model { $0.sessionUpdated() }
        #expect(call.dialled.events.count == 2)
        #expect(call.recordedEnd == nil)
    }

    @Test func `a model that cannot be reached is dialled for eight seconds, then a person takes over`() async throws {
        var options = TestCall.Options()
        options.diallingAgain = [.fails(.refused(status: 503))]
        options.phrases = [.puttingThrough: 8000]
        let call = try await TestCall.answering(options)
        try await call.model { $0.vanish() }
        await call.pass(.milliseconds(7000))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(1100))
        #expect(call.dialled.events.count > 4)
        #expect(call.recordedEnd == nil)
        // The caller hears it before the line is moved.
        await call.pass(.milliseconds(1100))
        #expect(await call.ending() == Termination(.transferred(to: TransferOrder("+14155550199"))))
    }

    @Test func `without a person the caller hears an apology, and the record says why`() async throws {
        var options = TestCall.Options()
        options.tenant = Self.tenant()
        options.diallingAgain = [.fails(.refused(status: 503))]
        let call = try await TestCall.answering(options)
        try await call.model { $0.vanish() }
        await call.pass(.seconds(9))
        let end = await call.ending()
        #expect(end.label == "model_lost")
        #expect(end.nextStep == .apologise)
    }

    @Test func `a caller who is back from a person who did not answer is not put through again`() async throws {
        var options = TestCall.Options()
        options.missed = .unanswered
        options.attempt = 1
        options.dialling = .fails(.refused(status: 503))
        let call = try await TestCall.started(options)
        await call.pass(.seconds(11))
        #expect(await call.ending().label == "model_unavailable")
    }

    @Test(arguments: [401, 403, 404])
    func `a dial that is refused for good is not repeated`(status: Int) async throws {
        var options = TestCall.Options()
        options.tenant = Self.tenant()
        options.dialling = .fails(.refused(status: status))
        let call = try await TestCall.started(options)
        #expect(await call.ending().label == "model_unavailable")
        #expect(call.dialled.events.count == 1)
    }

    @Test(arguments: [
        "invalid_api_key", "invalid_model", "missing_model", "beta_api_shape_disabled", "insufficient_quota",
    ])
    func `what the API refuses after the 101 is not dialled again`(code: String) async throws {
        var options = TestCall.Options()
        options.tenant = Self.tenant()
        let call = try await TestCall.started(options)
        try await call.model { $0.error(code) }
        #expect(await call.ending().label == "model_unavailable")
        #expect(call.dialled.events.count == 1)
    }

    @Test func `the fallback is dialled when the tenant's own model is of no use`() async throws {
        var options = TestCall.Options()
        options.tenant.fallbackModel = "gpt-realtime-mini"
        options.tenant.fallbackBaseURL = "http://127.0.0.2:1/v1"
        let call = try await TestCall.live(options)
        try await call.model { $0.error("insufficient_quota") }
        #expect(
            call.dialled.events == [
                "127.0.0.1/v1/realtime?model=gpt-realtime-2.1-mini", "127.0.0.2/v1/realtime?model=gpt-realtime-mini",
            ])
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.types.last } == "response.create")
    }

    @Test func `a model that closes at once each time is given up within its bound`() async throws {
        var options = TestCall.Options()
        options.tenant = Self.tenant()
        let call = try await TestCall.answering(options)
        for _ in 0..<40 where call.recordedEnd == nil {
            try await call.model { $0.vanish() }
            await call.pass(.milliseconds(250))
            try await call.model { $0.sessionUpdated() }
        }
        #expect(await call.ending().label == "model_lost")
        #expect(call.dialled.events.count < 12)
    }

    @Test func `a model that accepts and says nothing is given up within its bound`() async throws {
        var options = TestCall.Options()
        options.tenant = Self.tenant()
        let call = try await TestCall.answering(options)
        try await call.model { $0.vanish() }
        await call.pass(.milliseconds(7900))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(200))
        #expect(await call.ending().label == "model_lost")
    }

    @Test func `a new session that floods with unknown events is let pass and counted, and the call goes on`()
        async throws
    {
        let call = try await TestCall.answering()
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        try await call.model { model in
            for number in 0..<5000 {
                model.deliver(#"{"type":"weather.changed","event_id":"e\#(number)","sky":"clear"}"#)
                model.send("response.output_audio.delta", #""response_id":"R1","item_id":"A1","delta":"/w==""#)
            }
        }
        try await call.model { $0.says("Yes, it is.", milliseconds: 400, item: "B1", in: "S1") }
        await call.pass(.seconds(1))
        #expect(call.turns.last?.text == "Yes, it is.")
        #expect(call.dialled.events.count == 2)
        // What the session that is gone had begun is not heard.
        #expect(try await call.carrier { $0.audio.count { $0 == 0xFF } } == 0)
    }

    // MARK: A mute model

    @Test func `a request without any sign is repeated after five seconds, and after six the model is lost`()
        async throws
    {
        let call = try await TestCall.quiet()
        try await call.carrier { carrier in for digit in ["7", "#"] { carrier.press(digit) } }
        await call.pass(.milliseconds(4900))
        #expect(try await call.model { $0.all("response.create").count } == 2)
        await call.pass(.milliseconds(200))
        #expect(try await call.model { $0.all("response.create").count } == 3)
        await call.pass(.seconds(1))
        #expect(call.dialled.events.count == 2)
    }

    @Test func `a model of which no frame comes for 45 seconds is lost; a ping is a frame`() async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(manners: PhoneManners(silence: .seconds(600)))
        let call = try await TestCall.quiet(options)
        await call.pass(.seconds(100))
        #expect(call.dialled.events.count == 1)
        try await call.model { $0.pings = false }
        await call.pass(.seconds(24))
        #expect(call.dialled.events.count == 1)
        await call.pass(.seconds(22))
        #expect(call.dialled.events.count == 2)
    }

    // MARK: What the caller hears

    @Test func `a caller who waits for an answer hears within a second that it takes a moment`() async throws {
        var options = TestCall.Options()
        options.diallingAgain = [.hangs]
        options.phrases = [.hold: 8000]
        let call = try await TestCall.answering(options)
        let before = try await call.carrier { $0.audio.count }
        try await call.model { $0.vanish() }
        await call.pass(.milliseconds(600))
        #expect(try await call.carrier { $0.audio.count } == before)
        await call.pass(.milliseconds(200))
        #expect(try await call.carrier { $0.audio.count } == before + 8000)
        await call.pass(.seconds(6))
        #expect(try await call.carrier { $0.audio.count } == before + 16_000)
    }

    // MARK: What happens meanwhile

    @Test func `a caller who hangs up meanwhile has hung up`() async throws {
        var options = TestCall.Options()
        options.diallingAgain = [.hangs]
        let call = try await TestCall.answering(options)
        try await call.model { $0.vanish() }
        try await call.carrier { $0.stop() }
        #expect(await call.ending() == Termination(.callerHungUp))
    }

    @Test func `what is typed meanwhile reaches the new session`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.vanish() }
        try await call.carrier { carrier in for digit in ["7", "#"] { carrier.press(digit) } }
        try await call.model { $0.sessionUpdated() }
        let told = try await call.model { $0.told }
        #expect(told.contains("user: \(Directions.typed("7"))"))
        #expect(try await call.model { $0.all("response.create").count } == 1)
    }

    @Test func `zero on the keypad reaches a person without a model`() async throws {
        var options = TestCall.Options()
        options.diallingAgain = [.hangs]
        let call = try await TestCall.answering(options)
        try await call.model { $0.vanish() }
        try await call.carrier { $0.press("0") }
        await call.pass(.seconds(2))
        #expect(await call.ending() == Termination(.transferred(to: TransferOrder("+14155550199"))))
    }

    @Test func `what a session that was given up still says is not heard`() async throws {
        let call = try await TestCall.answering()
        try await call.model { $0.error("session_expired") }
        #expect(call.dialled.events.count == 2)
        try await call.model(0) { $0.says("Late.", milliseconds: 400, item: "A9", in: "R1") }
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.carrier { $0.audio.count } == 400 * 8)
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?"])
    }

    @Test func `the model is lost while the caller hears the goodbye: it is heard to its end`() async throws {
        let call = try await TestCall.answering()
        try await call.model { model in
            model.speaks("Goodbye.", milliseconds: 1000, item: "A1", in: "R1")
            model.calls("end_call", id: "c1", in: "R1")
            model.vanish()
        }
        await call.pass(.milliseconds(900))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(200))
        #expect(await call.ending() == Termination(.agentEnded))
    }

    // MARK: The next stream

    @Test func `a stream that is lost leaves what was said and heard to the next one`() async throws {
        let call = try await TestCall.answering()
        await call.pass(.seconds(1))
        try await call.carrier { $0.vanish() }
        _ = await call.ending()
        let handover = call.watcher.handovers.events.last
        #expect(handover?.past == [.message(.assistant, "Hello."), .message(.user, "Is it free?")])
        #expect(handover.map { $0.lasted >= .milliseconds(2300) && $0.lasted < .seconds(4) } == true)
    }

    @Test func `the longest call is a call's, not a stream's`() async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(manners: PhoneManners(silence: .seconds(600), maximumDuration: .seconds(300)))
        options.attempt = 1
        options.lasted = .seconds(290)
        let call = try await TestCall.quiet(options)
        // The warning is due at once.
        try await call.model { $0.says("A minute left.", milliseconds: 400, item: "W1", in: "W") }
        await call.pass(.seconds(10))
        let told = try await call.model { $0.told.last }
        #expect(told?.contains("out of time") == true)
    }
}
