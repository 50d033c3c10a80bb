import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// The model's side goes wrong.
@Suite struct ModelFaultTests {
    private func ends(_ call: TestCall, _ reason: Termination.Reason) async throws {
        #expect(await call.ending() == Termination(reason))
        #expect(try await call.carrier { $0.heard.last } == .close(1000))
    }

    private static var withoutHuman: TestCall.Options {
        var options = TestCall.Options()
        options.tenant.humanNumber = nil
        return options
    }

    @Test(.timeLimit(.minutes(10)))
    func `an upgrade that is refused again and again ends the call, which says why`() async throws {
        var options = Self.withoutHuman
        options.dialling = .fails(.refused(status: 503))
        let call = try await TestCall.started(options)
        await call.pass(.seconds(10))
        try await ends(
            call, .modelUnavailable("the server did not upgrade to websocket: it answered HTTP 503"))
        #expect(call.observer.observations.events.contains { if case .modelFailed = $0 { true } else { false } })
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `a session that is never set up is given up after the time allowed`(opens: Bool) async throws {
        var options = Self.withoutHuman
        if !opens { options.dialling = .hangs }
        let call = try await TestCall.started(options)
        try await call.carrier { $0.microphoneOn() }
        await call.pass(.milliseconds(9_900))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(200))
        try await ends(call, .modelUnavailable("no session within the time allowed"))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a response that fails is asked for again; after the third failure in a row another session is`() async throws
    {
        let call = try await TestCall.live()
        let details = #"{"type":"failed","error":{"type":"server_error","code":"server_error","message":"no"}}"#
        for response in ["R0", "R1"] {
            try await call.model { model in
                model.begins(response)
                model.done(response, "failed", details: details)
            }
        }
        #expect(try await call.model { $0.all("response.create").count } == 3)
        #expect(call.recordedEnd == nil)
        try await call.model { $0.done("R2", "failed", details: details) }
        await call.pass(.milliseconds(300))
        #expect(call.dialled.events.count == 2)
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.all("response.create").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `an account without money ends the call at once`() async throws {
        let call = try await TestCall.live(Self.withoutHuman)
        let details =
            #"{"type":"failed","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"no"}}"#
        try await call.model { $0.done("R0", "failed", details: details) }
        #expect(await call.ending().label == "model_lost")
        #expect(try await call.model { $0.all("response.create").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a response that gives no sign is lost after 20 seconds`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.begins("R1") }
        await call.pass(.milliseconds(19_900))
        #expect(call.dialled.events.count == 1)
        await call.pass(.milliseconds(200))
        #expect(call.dialled.events.count == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `unknown events, broken JSON and audio that is not base64 are let pass and counted`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.send("weather.changed", #""sky":"clear""#)
            model.deliver("17")
            model.deliver(#"{"type":"response.output_audio.delta","response_id":"R1","item_id":"A1","delta":"%%%"}"#)
            model.says("Fine.", milliseconds: 300, item: "A1", in: "R1")
        }
        await call.pass(.seconds(1))
        #expect(call.turns.last?.text == "Fine.")
        try await call.carrier { $0.stop() }
        _ = await call.ending()
        #expect(call.recordedEnd?.1.unknownMessages == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a request that crossed the model's own response is asked for again after it`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { carrier in for digit in ["7", "#"] { carrier.press(digit) } }
        try await call.model { model in
            model.begins("own")
            model.error("conversation_already_has_active_response")
            model.speaks("Yes?", milliseconds: 200, item: "A1", in: "own")
            model.done("own")
        }
        #expect(try await call.model { $0.types.count { $0 == "response.create" } } == 3)
    }
}
