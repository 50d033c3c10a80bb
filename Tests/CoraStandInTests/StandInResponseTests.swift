import CoraSpeech
import CoraWire
import NIOCore
import Testing

@testable import CoraStandIn

struct StandInResponseTests {
    private func text(_ text: String, role: String = "user") -> JSON {
        [
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": .string(role), "content": [["type": "input_text", "text": .string(text)]],
            ],
        ]
    }

    @Test func `instructions with a quoted sentence are said to the letter`() {
        var peer = StandInPeer.configured()
        let events = peer.send([
            "type": "response.create",
            "response": ["instructions": "You are Ray. Say exactly: \"Hi, you've reached Ray.\""],
        ])
        #expect(events.types == spokenResponse)
        #expect(events.said == "Hi, you've reached Ray.")
    }

    @Test(
        arguments: [
            ("Say exactly: \"Hello.\"", "Hello."), ("please say \"Bye.\" now", "Bye."), ("The word \"x\".", nil),
            ("essay \"no\"", nil), ("Say \"\"", nil), ("Say \"open", nil),
        ] as [(String, String?)])
    func `the sentence to say is the one in quotes after 'say'`(text: String, sentence: String?) {
        #expect(AgentScript.quotedSentence(in: text) == sentence)
    }

    @Test func `the newest text that asks for a sentence gets it, once`() {
        var peer = StandInPeer.configured()
        peer.send(text("The caller is silent. Say: \"Are you there?\"", role: "system"))
        #expect(peer.send(["type": "response.create"]).said == "Are you there?")
        #expect(peer.send(["type": "response.create"]).said == "Nothing more.")
    }

    @Test func `typed text is a turn of the caller`() {
        var peer = StandInPeer.configured(.immediate(turns: [.at(once: "One."), .at(once: "Two.")]))
        peer.send(text("1 2 3"))
        #expect(peer.send(["type": "response.create"]).said == "One.")
        #expect(peer.takeTurn().said == "Two.")
    }

    @Test func `the first delta comes after the thinking time, the rest at the pace asked for`() {
        var configuration = StandInConfiguration.immediate(
            turns: [AgentScript.Turn(says: "a b", thinkingMilliseconds: 300)])
        configuration.pacing = .timesRealTime(8)
        var peer = StandInPeer.configured(configuration)
        peer.takeTurn()
        #expect(peer.wait(.milliseconds(299)).isEmpty)
        // Two words last 720 ms: deltas of 200, 200, 200 and 120 ms, 25 ms apart.
        #expect(peer.wait(.milliseconds(1)).all("response.output_audio.delta").count == 1)
        #expect(peer.wait(.milliseconds(24)).isEmpty)
        #expect(peer.wait(.milliseconds(1)).all("response.output_audio.delta").count == 1)
        #expect(peer.wait(.milliseconds(50)).types.last == "response.done")
    }

    @Test func `the audio is whole and in the output format, the transcript is that of its deltas`() {
        for (format, bytesPerMillisecond) in [("audio/pcm", 48), ("audio/pcmu", 8), ("audio/pcma", 8)] {
            let description: JSON =
                format == "audio/pcm" ? ["type": "audio/pcm", "rate": 24_000] : ["type": .string(format)]
            var peer = StandInPeer.configured()
            peer.send([
                "type": "session.update",
                "session": ["type": "realtime", "audio": ["output": ["format": description]]],
            ])
            let events = peer.send(["type": "response.create", "response": ["instructions": "Say \"one two  three\""]])
            let audio = events.all("response.output_audio.delta")
                .compactMap { $0["delta"]?.string.flatMap(bytes(ofBase64:))?.readableBytes }
            #expect(audio.reduce(0, +) == 3 * 360 * bytesPerMillisecond)
            let words = events.all("response.output_audio_transcript.delta").compactMap { $0["delta"]?.string }
            #expect(words == ["one", " two", "  three"])
        }
    }

    @Test func `a text response has text events and no audio`() {
        var peer = StandInPeer.configured()
        let events = peer.send([
            "type": "response.create", "response": ["output_modalities": ["text"], "instructions": "Say \"a b\""],
        ])
        #expect(
            events.types == [
                "response.created", "response.output_item.added", "conversation.item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.done",
                "response.content_part.done", "conversation.item.done", "response.output_item.done", "response.done",
            ])
        #expect(events.last?["response"]?["output"]?[0]?["content"] == [["type": "output_text", "text": "a b"]])
    }

    @Test
    func `an out-of-band response runs beside the other, with its metadata and without items of the conversation`() {
        var configuration = StandInConfiguration.immediate(turns: [.at(once: "a b c d e f")])
        configuration.pacing = .timesRealTime(1)
        var peer = StandInPeer.configured(configuration)
        peer.takeTurn()
        let events = peer.send([
            "type": "response.create",
            "response": [
                "conversation": "none", "metadata": ["topic": "intent"], "output_modalities": ["text"],
                "instructions": "Say \"billing\"", "input": [],
            ],
        ])
        #expect(events.all("conversation.item.added").isEmpty)
        #expect(events.last?["response"]?["conversation_id"] == .null)
        #expect(events.last?["response"]?["metadata"] == ["topic": "intent"])
        let speech = peer.speak(milliseconds: 100)
        #expect(speech.all("response.done").count == 1, "speech interrupts the conversation's response")
    }

    @Test func `a second response is refused while one is active, by name`() throws {
        var configuration = StandInConfiguration.immediate()
        configuration.thinkingTime = .seconds(1)
        var peer = StandInPeer.configured(configuration)
        let created = peer.send(["type": "response.create"])
        let id = try #require(created.first("response.created")?["response"]?["id"]?.string)
        let refused = peer.send(["type": "response.create", "event_id": "mine"])
        #expect(refused.errorCode == "conversation_already_has_active_response")
        #expect(refused[0]["error"]?["event_id"] == "mine")
        #expect(refused[0]["error"]?["message"]?.string?.contains(id) == true)
    }

    @Test func `tool calls come after the words; all outputs in, the client asks and gets the rest`() throws {
        let calls = [
            AgentScript.ToolCall(name: "lookup", arguments: ["order": "A17"]),
            AgentScript.ToolCall(name: "broken", arguments: "{not json"),
        ]
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "One moment.", toolCalls: calls, afterTools: "It has shipped.")]))
        let events = peer.takeTurn()
        let callEvents = [
            "response.output_item.added", "conversation.item.added", "response.function_call_arguments.delta",
            "response.function_call_arguments.done", "conversation.item.done", "response.output_item.done",
        ]
        #expect(
            Array(events.types.dropFirst(5)) == spokenResponse.dropLast() + callEvents + callEvents + ["response.done"])
        let output = try #require(events.last?["response"]?["output"]?.array)
        #expect(output.map { $0["arguments"]?.string } == [nil, #"{"order":"A17"}"#, "{not json"])
        #expect(events.last?["response"]?["status"] == "completed")
        for call in output.dropFirst() {
            let added = peer.send([
                "type": "conversation.item.create",
                "item": ["type": "function_call_output", "call_id": call["call_id"] ?? .null, "output": "{}"],
            ])
            #expect(added.types == ["conversation.item.added", "conversation.item.done"])
        }
        #expect(peer.send(["type": "response.create"]).said == "It has shipped.")
    }

    @Test func `a call that was never answered does not hold up the next one`() throws {
        let call = AgentScript.ToolCall(name: "lookup")
        var peer = StandInPeer.configured(
            .immediate(turns: [
                .at(once: "", toolCalls: [call]), .at(once: "", toolCalls: [call], afterTools: "Found it."),
            ]))
        peer.takeTurn()
        let made = try #require(peer.takeTurn().last?["response"]?["output"]?[0]?["call_id"])
        peer.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": made, "output": ""],
        ])
        #expect(peer.send(["type": "response.create"]).said == "Found it.")
    }

    @Test func `an output for a call that was not made is refused`() {
        var peer = StandInPeer.configured()
        let events = peer.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": "call_x", "output": ""],
        ])
        #expect(events.errorCode == "invalid_tool_call_id")
        #expect(events[0]["error"]?["message"] == "Tool call ID 'call_x' not found in conversation.")
    }

    @Test func `a token limit cuts the speech: incomplete, and why`() {
        var peer = StandInPeer.configured()
        let events = peer.send([
            "type": "response.create", "response": ["instructions": "Say \"one two three\"", "max_output_tokens": 10],
        ])
        let response = events.last?["response"]
        #expect(response?["status_details"] == ["type": "incomplete", "reason": "max_output_tokens"])
        #expect(response?["output"]?[0]?["status"] == "incomplete")
        #expect(response?["usage"]?["output_token_details"]?["audio_tokens"] == 10)
    }

    @Test func `usage counts audio by the clock, text by the letter, and what the last response was given as cached`() {
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "Hello."), .at(once: "Bye.")]),
            session: ["instructions": .string(String(repeating: "x", count: 400))])
        let first = peer.takeTurn().last?["response"]?["usage"]
        // The padding is 300 ms, of which nothing had been appended; 400 ms of voice and 300 of silence.
        #expect(first?["input_token_details"]?["audio_tokens"] == 7)
        #expect(first?["input_token_details"]?["text_tokens"] == 100)
        #expect(first?["input_token_details"]?["cached_tokens"] == 0)
        #expect(first?["output_token_details"] == ["text_tokens": 2, "audio_tokens": 8])
        let second = peer.takeTurn().last?["response"]?["usage"]
        #expect(second?["input_token_details"]?["cached_tokens"] == 64)
        // 7 and 7 of the caller, 8 of the model; 100 and the 2 it said.
        #expect(second?["input_token_details"]?["audio_tokens"] == 22)
        #expect(second?["input_token_details"]?["text_tokens"] == 102)
        #expect(second?["total_tokens"] == 133)
    }

    @Test func `rate limits come a little after each response`() {
        var peer = StandInPeer.configured()
        peer.send(["type": "response.create"])
        #expect(peer.wait(.milliseconds(39)).isEmpty)
        #expect(peer.wait(.milliseconds(1)).types == ["rate_limits.updated"])
    }
}
