import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

@Suite struct GreetingTests {
    private func recorded(_ milliseconds: Int, greeting: String = "Hello.") -> TestCall.Options {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(greeting: greeting)
        options.recording = [UInt8](repeating: 7, count: milliseconds * 8)
        return options
    }

    @Test(.timeLimit(.minutes(10)))
    func `the model is asked for a greeting that was not recorded, once, and it is kept for the next call`()
        async throws
    {
        let call = try await TestCall.live()
        #expect(try await call.model { $0.all("response.create").count } == 1)
        try await call.model { $0.says("Hello.", milliseconds: 400, item: "A0", in: "R0") }
        #expect(call.recordings.kept.events.first?.audio.count == 3200)
        await call.pass(.seconds(1))
        #expect(call.turns.map(\.text) == ["Hello."])
        #expect(try await call.model { $0.all("response.create").count } == 1)
        #expect(try await call.carrier { $0.audio.count } == 3200)
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["Hello there.", ""])
    func `a greeting in the model's own words is not kept`(said: String) async throws {
        let call = try await TestCall.live()
        try await call.model { $0.says(said, milliseconds: 400, item: "A0", in: "R0") }
        await call.pass(.seconds(1))
        #expect(call.recordings.kept.events.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a recorded greeting plays before the model is there, and is in the conversation afterwards`() async throws {
        let call = try await TestCall.started(recorded(1000))
        #expect(try await call.carrier { $0.audio.count } == 8000)
        try await call.model { $0.sessionUpdated() }
        let seed = try await call.model { $0.all("conversation.item.create") }
        #expect(seed.first?["item"]?["role"] == "assistant")
        #expect(seed.first?["item"]?["content"]?[0]?["text"] == "Hello.")
        #expect(try await call.model { $0.all("response.create").isEmpty })
        await call.pass(.seconds(2))
        #expect(call.turns.map(\.text) == ["Hello."])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a recorded greeting that is cut is in the conversation as far as it was heard`() async throws {
        let call = try await TestCall.live(recorded(4000, greeting: "One two three four five six seven eight."))
        await call.pass(.milliseconds(2000))
        try await call.model { $0.hearsSpeech(at: 2000) }
        let told = try await call.model { $0.received.suffix(2) }
        #expect(told.first?["type"] == "conversation.item.delete")
        #expect(told.first?["item_id"] == "greeting")
        #expect(told.last?["previous_item_id"] == "root")
        #expect(told.last?["item"]?["content"]?[0]?["text"] == "One two three four …")
        #expect(call.turns.first?.cutMilliseconds == 2000)
        #expect(call.turns.first?.heard == "One two three four")
    }

    @Test(.timeLimit(.minutes(10)))
    func `what the caller says before the model can hear it is held, and the oldest goes first when it is too much`()
        async throws
    {
        let call = try await TestCall.started()
        try await call.carrier { carrier in for byte in 0..<10 { carrier.media(UInt8(byte)) } }
        #expect(try await call.model { $0.audio.isEmpty })
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.audio } == (0..<10).flatMap { [UInt8](repeating: $0, count: 160) })

        var options = TestCall.Options()
        options.settings.heldAudio = .milliseconds(100)
        let short = try await TestCall.started(options)
        try await short.carrier { carrier in for byte in 0..<10 { carrier.media(UInt8(byte)) } }
        try await short.model { $0.sessionUpdated() }
        #expect(try await short.model { $0.audio } == (5..<10).flatMap { [UInt8](repeating: $0, count: 160) })
        try await short.carrier { $0.stop() }
        _ = await short.ending()
        #expect(short.recordedEnd?.1.framesDropped == 5)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a caller who is back hears so, and the new session is told what was said and done`() async throws {
        var options = TestCall.Options()
        options.attempt = 1
        options.past = [
            .message(.user, "Book Maple Avenue."),
            .tool(ToolInvocation(id: "c1", name: "look", arguments: "{}"), result: #"{"ok":true}"#),
        ]
        let call = try await TestCall.live(options)
        let items = try await call.model { $0.all("conversation.item.create") }
        #expect(
            items.map { $0["item"]?["type"]?.string } == [
                "message", "function_call", "function_call_output", "message", "message",
            ])
        #expect(items[3]["item"]?["content"]?[0]?["text"]?.string == Directions.back(nil))
        #expect(
            items[4]["item"]?["content"]?[0]?["text"]?.string?.contains(CallSentence.backAgain.text(in: .english))
                == true)
    }
}
