import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// A session that grows as old as the API lets it get has a successor.
@Suite(.timeLimit(.minutes(10))) struct SuccessionTests {
    /// A call whose session is nearly as old as it may be.
    private func old() async throws -> TestCall {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(
            manners: PhoneManners(silence: .seconds(20_000), maximumDuration: .seconds(14_400)))
        options.settings.limits.succession = .seconds(60)
        let call = try await TestCall.answering(options)
        try await call.model { $0.says("Yes.", milliseconds: 400, item: "A1", in: "R1") }
        await call.pass(.seconds(50))
        return call
    }

    @Test func `a session that grows old is succeeded at a pause, and no frame of the caller is lost`() async throws {
        let call = try await old()
        #expect(call.dialled.events.count == 1)
        await call.pass(.seconds(15))
        #expect(call.dialled.events.count == 2)
        let before = try await call.model(0) { $0.audio.count }
        await call.pass(.seconds(1))
        // Until it is set up, the old session hears the caller.
        #expect(try await call.model(0) { $0.audio.count } == before + 8000)
        try await call.model { $0.sessionUpdated() }
        await call.pass(.milliseconds(300))
        #expect(try await call.model(0) { $0.closeCode } == 1000)
        let told = try await call.model { $0.told }
        #expect(
            told == [
                "assistant: Hello.", "user: Is it free?", "assistant: Yes.", "system: \(Directions.goOn)",
            ])
        #expect(try await call.model { $0.all("response.create").isEmpty })
        let heard = try await call.model { $0.audio.count }
        await call.pass(.seconds(1))
        #expect(try await call.model { $0.audio.count } == heard + 8000)
        try await call.model { model in
            model.hearsSpeech("U2")
            model.hearsSilence("U2")
            model.understands("And now?", item: "U2")
            model.says("Now too.", milliseconds: 300, item: "B1", in: "S1")
        }
        await call.pass(.seconds(1))
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?", "Yes.", "And now?", "Now too."])
        #expect(call.recordedEnd == nil)
    }

    @Test func `a successor waits for the end of what is being said`() async throws {
        let call = try await old()
        await call.pass(.seconds(15))
        try await call.model(0) { $0.hearsSpeech("U2") }
        try await call.model { $0.sessionUpdated() }
        await call.pass(.seconds(2))
        #expect(try await call.model(0) { $0.closeCode } == nil)
        try await call.model(0) { model in
            model.hearsSilence("U2")
            model.understands("And now?", item: "U2")
            model.says("Now too.", milliseconds: 300, item: "B1", in: "S1")
        }
        await call.pass(.seconds(1))
        #expect(try await call.model(0) { $0.closeCode } == 1000)
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?", "Yes.", "And now?", "Now too."])
    }

    @Test func `a successor that cannot be had is dialled again a minute later, and the call notices nothing`()
        async throws
    {
        let call = try await old()
        await call.pass(.seconds(15))
        try await call.model { $0.vanish() }
        #expect(call.recordedEnd == nil)
        #expect(call.dialled.events.count == 2)
        await call.pass(.seconds(61))
        #expect(call.dialled.events.count == 3)
    }

    @Test func `a session that is lost while its successor is set up is dialled again, and nothing is said twice`()
        async throws
    {
        let call = try await old()
        await call.pass(.seconds(15))
        #expect(call.dialled.events.count == 2)
        try await call.model(0) { $0.vanish() }
        #expect(call.dialled.events.count == 3)
        #expect(try await call.model(1) { $0.closeCode } == 1000)
        try await call.model { $0.sessionUpdated() }
        #expect(
            try await call.model { $0.told } == [
                "assistant: Hello.", "user: Is it free?", "assistant: Yes.", "system: \(Directions.goOn)",
            ])
        #expect(try await call.model { $0.all("response.create").isEmpty })
        #expect(call.recordedEnd == nil)
    }
}
