import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// What the model does wrong in small, as people report it, and what comes right all the same.
@Suite(.timeLimit(.minutes(10))) struct FieldCaseTests {
    private static let rateLimit = """
        {"type":"failed","error":{"type":"tokens","code":"rate_limit_exceeded",\
        "message":"Rate limit reached. Please try again in 4.2s."}}
        """

    /// How many responses the model was asked for.
    private func asks(_ call: TestCall) async throws -> Int {
        try await call.model { $0.all("response.create").count }
    }

    /// The answers that the model was given to tool calls, by the id of the call.
    private func results(_ call: TestCall) async throws -> [String: String] {
        try await call.model { model in
            var results: [String: String] = [:]
            for event in model.all("conversation.item.create") {
                guard let id = event["item"]?["call_id"]?.string, let output = event["item"]?["output"]?.string else {
                    continue
                }
                results[id] = output
            }
            return results
        }
    }

    /// The caller says something; the model takes it as a turn.
    private func callerSays(_ call: TestCall, _ text: String?, item: String = "U1") async throws {
        try await call.model { $0.hearsSpeech(item) }
        await call.pass(.milliseconds(500))
        try await call.model { model in
            model.hearsSilence(item)
            if let text { model.understands(text, item: item) }
        }
    }

    // MARK: Answers that do not come

    @Test func `a turn that the model does not answer is answered on request`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Is it free?")
        let before = try await asks(call)
        await call.pass(.milliseconds(4900))
        #expect(try await asks(call) == before)
        await call.pass(.milliseconds(200))
        #expect(try await asks(call) == before + 1)
        let directions = try await call.model { $0.all("conversation.item.create").count }
        #expect(directions == 1, "the greeting's; no question whether the caller is there")
    }

    @Test func `a response with nothing in it is asked for once more`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Is it free?")
        let before = try await asks(call)
        try await call.model { model in
            model.begins("R1")
            model.done("R1")
        }
        #expect(try await asks(call) == before + 1)
        try await call.model { model in
            model.says("Yes.", milliseconds: 200, item: "A2", in: "R2")
        }
        #expect(try await asks(call) == before + 1)
    }

    @Test func `text in place of speech is not taken as heard, and speech is asked for by name`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Is it free?")
        try await call.model { model in
            model.begins("R1")
            model.writes("Yes, it is.", item: "A1", in: "R1")
            model.done("R1", output: #"{"id":"A1","type":"message","role":"assistant","content":[]}"#)
        }
        let (deleted, asked) = try await call.model {
            ($0.all("conversation.item.delete").last?["item_id"]?.string, $0.all("response.create").last)
        }
        #expect(deleted == "A1")
        #expect(asked?["response"]?["output_modalities"]?[0]?.string == "audio")
        #expect(call.turns.last?.text == "Yes, it is.")
        #expect(call.turns.last?.heard == "")
    }

    @Test func `a tool call that was cut off at the limit of tokens is told so, and another response is asked for`()
        async throws
    {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Book it.")
        let before = try await asks(call)
        try await call.model { model in
            model.begins("R1")
            model.callCutOff("book_showing", id: "c1", in: "R1")
            model.done("R1", "incomplete", details: #"{"type":"incomplete","reason":"max_output_tokens"}"#)
        }
        #expect(try await results(call)["c1"]?.contains("cut_off") == true)
        #expect(try await asks(call) == before + 1)
        #expect(call.tools.asked.events.isEmpty)
    }

    @Test func `what the content filter stops is answered by a fixed sentence`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Something.")
        try await call.model { model in
            model.begins("R1")
            model.done("R1", "incomplete", details: #"{"type":"incomplete","reason":"content_filter"}"#)
        }
        let told = try await call.model {
            $0.all("conversation.item.create").last?["item"]?["content"]?[0]?["text"]?.string
        }
        #expect(told?.contains(CallSentence.cannotHelp.text(in: .english)) == true)
    }

    // MARK: Rate limits

    @Test func `a limit that names a time is waited for, once, with a word to the caller`() async throws {
        var options = TestCall.Options()
        options.phrases = [.hold: 8000]
        let call = try await TestCall.quiet(options)
        try await callerSays(call, "Is it free?")
        let before = try await asks(call)
        let heard = try await call.carrier { $0.audio.count }
        try await call.model { model in
            model.begins("R1")
            model.done("R1", "failed", details: Self.rateLimit)
        }
        #expect(try await call.carrier { $0.audio.count } == heard + 8000)
        await call.pass(.milliseconds(4200))
        #expect(try await asks(call) == before)
        await call.pass(.milliseconds(200))
        #expect(try await asks(call) == before + 1)
        #expect(call.dialled.events.count == 1)
    }

    @Test func `a limit that is met again after its time goes down the ladder, and not to the same model`() async throws
    {
        var options = TestCall.Options()
        options.tenant.humanNumber = nil
        let call = try await TestCall.quiet(options)
        try await callerSays(call, "Is it free?")
        for response in ["R1", "R2"] {
            try await call.model { model in
                model.begins(response)
                model.done(response, "failed", details: Self.rateLimit)
            }
            await call.pass(.seconds(5))
        }
        #expect(await call.ending().label == "model_lost")
        #expect(call.dialled.events.count == 1)
    }

    // MARK: Tools

    @Test(arguments: ["end_call", "transfer_to_human", "book_showing"])
    func `a tool of a response that the caller has cut is not run`(name: String) async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Book it.")
        try await call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.audio(1000, item: "A1", in: "R1")
            model.hearsSpeech("U2")
            model.calls(name, id: "c1", in: "R1")
            model.done("R1", "cancelled")
        }
        #expect(try await results(call)["c1"]?.contains("caller_went_on") == true)
        #expect(call.tools.asked.events.isEmpty)
        await call.pass(.seconds(3))
        #expect(call.recordedEnd == nil)
    }

    @Test(arguments: [true, false])
    func `a tool that writes and the end in one response: the line stays until the result is told`(endsFirst: Bool)
        async throws
    {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Book it. Bye.")
        try await call.model { model in
            model.begins("R1")
            if endsFirst { model.calls("end_call", id: "bye", in: "R1") }
            model.calls("book_showing", id: "c1", in: "R1")
            if !endsFirst { model.calls("end_call", id: "bye", in: "R1") }
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        await call.pass(.seconds(3))
        try await call.model { $0.says("One moment.", milliseconds: 300, item: "F1", in: "F") }
        #expect(call.recordedEnd == nil)
        let before = try await asks(call)
        await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":false}"#, succeeded: false))
        await call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        #expect(try await asks(call) == before + 1)
        await call.pass(.seconds(3))
        #expect(call.recordedEnd == nil)
    }

    @Test func `a tool call that comes again under another item is the same call`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Book it.")
        for response in ["R1", "R2"] {
            try await call.model { model in
                model.begins(response)
                model.calls("book_showing", id: "c1", in: response)
                model.done(response)
            }
            await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true))
            await call.pass(.milliseconds(100))
        }
        #expect(call.tools.asked.events.count == 1)
    }

    @Test(arguments: [true, false], ["completed", "failed"])
    func `after a tool of a remote server the model is asked to go on, once`(endsFirst: Bool, how: String) async throws
    {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Where is it?")
        let before = try await asks(call)
        try await call.model { model in
            model.begins("R1")
            model.remoteCall("m1", in: "R1")
            if endsFirst { model.remoteEnds("m1", how) }
            model.done("R1", output: #"{"id":"m1","type":"mcp_call"}"#)
            if !endsFirst { model.remoteEnds("m1", how) }
        }
        #expect(try await asks(call) == before + 1)
        try await call.model { $0.remoteEnds("m1", how) }
        #expect(try await asks(call) == before + 1)
    }

    @Test func `a remote tool that never ends does not keep the caller waiting for ever`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Where is it?")
        try await call.model { model in
            model.begins("R1")
            model.remoteCall("m1", in: "R1")
            model.done("R1", output: #"{"id":"m1","type":"mcp_call"}"#)
        }
        await call.pass(.seconds(2))
        try await call.model { $0.says("One moment.", milliseconds: 500, item: "A2", in: "R2") }
        let before = try await asks(call)
        await call.pass(.seconds(31))
        #expect(try await asks(call) == before + 1)
    }

    // MARK: Transcripts

    @Test func `words that come twice are one turn and one bill`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Is it free?")
        try await call.model { $0.understands("Is it free?") }
        try await callerSays(call, "Hello?", item: "U2")
        try await call.model { $0.understands("Is it free?") }
        #expect(call.turns.map(\.text) == ["Hello.", "Is it free?", "Hello?"])
    }

    @Test func `a turn that could not be written down has its place in the record`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, nil)
        try await call.model { model in
            model.notUnderstood("U1")
            model.notUnderstood("U1")
            model.understands("Late.", item: "U1")
        }
        #expect(call.turns.map(\.text) == ["Hello.", Transcript.unwritten])
        #expect(call.turns.last?.saidMilliseconds == 500)
        try await call.carrier { $0.stop() }
        _ = await call.ending()
        #expect(call.recordedEnd?.1.turnsWithoutWords == 1)
    }

    @Test func `a television does not keep the line open`() async throws {
        let call = try await TestCall.quiet()
        for turn in 1...8 where call.recordedEnd == nil {
            try await callerSays(call, turn.isMultiple(of: 2) ? "." : "", item: "N\(turn)")
            try await call.model { model in
                model.says("Sorry?", milliseconds: 300, item: "B\(turn)", in: "N\(turn)")
            }
            await call.pass(.seconds(2))
            try await call.model { $0.says("Are you there?", milliseconds: 300, item: "C\(turn)", in: "M\(turn)") }
            await call.pass(.seconds(3))
        }
        #expect(await call.ending() == Termination(.callerSilent))
        #expect(!call.turns.contains { $0.role == .user })
    }

    @Test func `speech that never ends is taken as a turn after half a minute`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { $0.hearsSpeech() }
        await call.pass(.seconds(31))
        let types = try await call.model { $0.types }
        #expect(types.suffix(2) == ["input_audio_buffer.commit", "response.create"])
    }

    @Test func `the goodbye at the longest time is said although the caller never stops speaking`() async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(manners: PhoneManners(maximumDuration: .seconds(20)))
        let call = try await TestCall.quiet(options)
        await call.pass(.seconds(10))
        try await call.model { $0.hearsSpeech() }
        let before = try await asks(call)
        await call.pass(.seconds(21))
        #expect(try await asks(call) == before + 1)
        try await call.model { $0.says("We're out of time. Goodbye.", milliseconds: 500, item: "Z1", in: "Z") }
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.durationLimit))
    }

    // MARK: Keys

    @Test func `the first key cuts the agent as speech does`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Tell me all.")
        try await call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.audio(20_000, item: "A1", in: "R1")
        }
        await call.pass(.seconds(2))
        try await call.carrier { $0.press("7") }
        let heard = try await call.carrier { $0.heard }
        #expect(heard.contains { if case .clear = $0 { true } else { false } })
        let (cancelled, cut) = try await call.model {
            ($0.all("response.cancel").last?["response_id"]?.string, $0.all("conversation.item.truncate").last)
        }
        #expect(cancelled == "R1")
        #expect(cut?["audio_end_ms"]?.int == 2000)
    }

    @Test func `a key during a goodbye that yields keeps the line`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Bye.")
        try await call.model { model in
            model.begins("R1")
            model.speaks("Goodbye.", milliseconds: 2000, item: "A1", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        await call.pass(.milliseconds(500))
        try await call.carrier { $0.press("7") }
        await call.pass(.seconds(4))
        #expect(call.recordedEnd == nil)
    }

    // MARK: The end

    @Test func `the last words of a caller who hangs up are waited for, and the place is given back at once`()
        async throws
    {
        let call = try await TestCall.quiet()
        try await call.model { $0.hearsSpeech() }
        await call.pass(.milliseconds(500))
        try await call.carrier { $0.stop() }
        #expect(await call.ending() == Termination(.callerHungUp))
        #expect(call.recordedEnd == nil)
        #expect(try await call.model { $0.types.last } == "input_audio_buffer.commit")
        try await call.model { model in
            model.send("input_audio_buffer.committed", #""item_id":"U1","previous_item_id":null"#)
            model.understands("Call me at 512 555 0100.")
        }
        #expect(call.turns.last?.text == "Call me at 512 555 0100.")
        #expect(call.recordedEnd?.0 == Termination(.callerHungUp))
        #expect(try await call.model { $0.closeCode } == 1000)
    }

    @Test func `last words that never come are not waited for longer than three seconds`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, nil)
        try await call.carrier { $0.stop() }
        await call.pass(.milliseconds(2900))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(200))
        #expect(call.recordedEnd?.0 == Termination(.callerHungUp))
        #expect(call.turns.last?.text == Transcript.unwritten)
    }

    @Test func `a booking that is made while the caller hangs up is in the record`() async throws {
        let call = try await TestCall.quiet()
        try await callerSays(call, "Book it.")
        try await call.model { model in
            model.begins("R1")
            model.calls("book_showing", id: "c1", in: "R1")
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        try await call.carrier { $0.stop() }
        _ = await call.ending()
        #expect(call.recordedEnd == nil && call.tools.cancelled.events.isEmpty)
        await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true, wrote: true))
        await call.recorder.entries.first { if case .ended = $0 { true } else { false } }
        let entries = call.recorder.entries.events
        let tool = entries.firstIndex { if case .tool = $0 { true } else { false } }
        let end = entries.firstIndex { if case .ended = $0 { true } else { false } }
        #expect(tool != nil && end != nil && tool ?? 0 < end ?? 0)
    }
}
