import CoraCall
import CoraWire
import NIOCore
import Testing

@Suite struct GreetingTests {
    @Test(.timeLimit(.minutes(1)))
    func `the model is asked for a greeting that was not recorded, once, and it is kept for the next call`()
        async throws
    {
        let call = try await TestCall.live()
        let asked = try await call.model { $0.all("response.create").count }
        #expect(asked == 1)
        try await call.model { $0.says("Hello.", milliseconds: 400, item: "A0", in: "R0") }
        #expect(call.greetings.kept.events.first?.audio.count == 3200)
        await call.pass(.seconds(1))
        #expect(call.turns.map(\.text) == ["Hello."])
        #expect(try await call.model { $0.all("response.create").count } == 1)
        #expect(try await call.carrier { $0.audio.count } == 3200)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a recorded greeting plays before the model is there, and is in the conversation afterwards`() async throws {
        let recording = [UInt8](repeating: 7, count: 8000)
        var options = TestCall.Options()
        options.recording = recording
        let call = try await TestCall.started(options)
        #expect(try await call.carrier { $0.audio } == recording)
        try await call.model { $0.sessionUpdated() }
        let seed = try await call.model { $0.all("conversation.item.create") }
        #expect(seed.first?["item"]?["role"] == "assistant")
        #expect(seed.first?["item"]?["content"]?[0]?["text"] == "Hello.")
        #expect(try await call.model { $0.all("response.create").isEmpty })
        await call.pass(.seconds(2))
        #expect(call.turns.map(\.text) == ["Hello."])
    }
}
