import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// What the caller said last, when the model that heard it is lost.
@Suite(.timeLimit(.minutes(10))) struct LostTurnTests {
    @Test func `a turn that is longer than what is held without a model is said again whole`() async throws {
        let call = try await TestCall.quiet()
        let position = try await call.model { $0.audio.count / 8 }
        try await call.carrier { carrier in for _ in 0..<15 { carrier.media(0x20) } }
        try await call.model { $0.hearsSpeech(at: position) }
        try await call.carrier { carrier in for _ in 0..<300 { carrier.media(0x20) } }
        try await call.model { $0.vanish() }
        try await call.carrier { carrier in for _ in 0..<50 { carrier.media(0x40) } }
        try await call.model { $0.sessionUpdated() }
        let audio = try await call.model { $0.audio }
        #expect(audio.count { $0 == 0x20 } == 315 * 160)
        #expect(audio.count { $0 == 0x40 } == 50 * 160)
    }

    @Test func `a second session that is lost before it noticed a turn does not take the turn with it`() async throws {
        let call = try await TestCall.quiet()
        let position = try await call.model { $0.audio.count / 8 }
        try await call.model { $0.hearsSpeech(at: position) }
        try await call.carrier { carrier in for _ in 0..<50 { carrier.media(0x20) } }
        try await call.model { model in
            model.hearsSilence(at: position + 1000)
            model.vanish()
        }
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.audio.count { $0 == 0x20 } } == 50 * 160)
        try await call.carrier { carrier in for _ in 0..<10 { carrier.media(0x40) } }
        try await call.model { $0.vanish() }
        await call.pass(.seconds(1))
        try await call.model { $0.sessionUpdated() }
        let audio = try await call.model { $0.audio }
        #expect(audio.count { $0 == 0x20 } == 50 * 160)
        #expect(audio.count { $0 == 0x40 } == 10 * 160)
        // The third one notices: the turn is said once, and recorded once.
        try await call.model { model in
            model.hearsSpeech("U2")
            model.hearsSilence("U2", at: 1000)
            model.understands("Is it free?", item: "U2")
        }
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?"])
    }

    @Test func `a turn that no session notices is in the record without its words`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.hearsSpeech() }
        await call.pass(.milliseconds(800))
        try await call.model { model in
            model.hearsSilence(at: 800)
            model.vanish()
        }
        try await call.model { $0.sessionUpdated() }
        try await call.carrier { $0.stop() }
        #expect(await call.ending().label == "caller_hung_up")
        #expect(call.turns.map(\.text) == ["Hello.", Transcript.unwritten])
    }

    @Test func `what a former session said and the caller cuts is not truncated in a session that does not know it`()
        async throws
    {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.speaks("Yes, it is free.", milliseconds: 6000, item: "A1", in: "R1")
            model.done("R1")
        }
        await call.pass(.milliseconds(500))
        try await call.model { $0.vanish() }
        try await call.model { $0.sessionUpdated() }
        try await call.model { $0.hearsSpeech() }
        #expect(
            try await call.carrier { $0.heard.contains { if case .clear = $0 { true } else { false } } })
        #expect(try await call.model { $0.all("conversation.item.truncate").isEmpty })
    }

    @Test func `a turn whose words had not arrived is in the record, though no session could be had`() async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant()
        options.tenant.humanNumber = nil
        options.diallingAgain = [.fails(.refused(status: 503))]
        let call = try await TestCall.quiet(options)
        try await call.model { $0.hearsSpeech() }
        await call.pass(.milliseconds(800))
        try await call.model { $0.hearsSilence(at: 800) }
        try await call.model { $0.vanish() }
        await call.pass(.seconds(9))
        #expect(await call.ending().label == "model_lost")
        #expect(call.turns.map(\.text) == ["Hello.", Transcript.unwritten])
    }

    @Test func `a turn without any sign is asked for after five seconds, and after six the model is lost`() async throws
    {
        let call = try await TestCall.quiet()
        try await call.model { $0.hearsSpeech() }
        await call.pass(.milliseconds(800))
        try await call.model { $0.hearsSilence(at: 800) }
        await call.pass(.milliseconds(4900))
        #expect(try await call.model { $0.all("response.create").count } == 1)
        await call.pass(.milliseconds(200))
        #expect(try await call.model { $0.all("response.create").count } == 2)
        #expect(call.dialled.events.count == 1)
        await call.pass(.seconds(1))
        #expect(call.dialled.events.count == 2)
    }
}
