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
