import CoraSpeech
import CoraWire
import Testing

@testable import CoraStandIn

/// Faults of a response.
struct ResponseFaultTests {
    private static let booking = AgentScript.ToolCall(name: "book_showing", arguments: ["date": "2027-03-15"])

    private func peer(_ fault: ResponseFault, turns: [AgentScript.Turn] = [.at(once: "Hello there.")]) -> StandInPeer {
        var configuration = StandInConfiguration.immediate(turns: turns)
        configuration.faults.planned = [PlannedFault(.response(fault))]
        return .configured(configuration)
    }

    @Test func `a response that is ignored does not exist, and the next one answers`() {
        var peer = peer(.ignored)
        #expect(peer.takeTurn().types.suffix(3) == committedTurn.suffix(3))
        #expect(peer.send(["type": "response.create"]).said == "Hello there.")
    }

    @Test func `a slow response begins later`() {
        var peer = peer(.slow(.seconds(5)))
        #expect(peer.takeTurn().types.last == "response.created")
        #expect(peer.wait(.milliseconds(4_999)).isEmpty)
        #expect(peer.wait(.milliseconds(1)).said == "Hello there.")
    }

    @Test(arguments: [(0, 0), (400, 2)])
    func `a response stalls, at once or in mid-audio, and can be cancelled`(milliseconds: Int, deltas: Int) {
        var peer = peer(.stalls(afterAudioMilliseconds: milliseconds))
        let events = peer.takeTurn()
        #expect(events.first("response.created") != nil)
        #expect(events.all("response.output_audio.delta").count == deltas)
        #expect(peer.wait(.seconds(600)).all("response.done").isEmpty)
        let ended = peer.send(["type": "response.cancel"])
        #expect(ended.last?["response"]?["status"] == "cancelled")
    }

    @Test func `a rate limit names its wait, and everything within it fails alike`() {
        var peer = peer(.failed(.rateLimitExceeded, wait: .milliseconds(4_200)))
        let events = peer.takeTurn()
        #expect(events.types.suffix(3) == ["response.created", "rate_limits.updated", "response.done"])
        #expect(events.first("rate_limits.updated")?["rate_limits"]?[0]?["reset_seconds"] == 4.2)
        let message = events.last?["response"]?["status_details"]?["error"]?["message"]?.string
        #expect(message?.hasSuffix("Please try again in 4.2s.") == true)
        peer.wait(.milliseconds(4_100))
        let again = peer.send(["type": "response.create"])
        #expect(again.last?["response"]?["status_details"]?["error"]?["code"] == "rate_limit_exceeded")
        peer.wait(.milliseconds(100))
        #expect(peer.send(["type": "response.create"]).said == "Hello there.")
    }

    @Test func `an incomplete response ends in the middle of a call, which awaits no output`() {
        var peer = peer(.incomplete(.maxOutputTokens, call: Self.booking))
        let events = peer.takeTurn()
        let response = events.last?["response"]
        #expect(response?["status"] == "incomplete")
        #expect(response?["status_details"]?["reason"] == "max_output_tokens")
        #expect(response?["output"]?[0]?["status"] == "incomplete")
        let arguments = events.first("response.function_call_arguments.done")?["arguments"]?.string ?? ""
        #expect(Self.booking.argumentText.hasPrefix(arguments))
        #expect((try? JSON.parse(arguments)) == nil)
        #expect(events.all("response.output_audio.delta").isEmpty)
    }

    @Test(arguments: [(0, 0), (200, 1)])
    func `the content filter ends a response, before its audio or in it`(milliseconds: Int, items: Int) {
        var peer = peer(.incomplete(.contentFilter, afterAudioMilliseconds: milliseconds))
        let response = peer.takeTurn().last?["response"]
        #expect(response?["status_details"] == ["type": "incomplete", "reason": "content_filter"])
        #expect(response?["output"]?.array?.count == items)
    }

    @Test func `a response may be completed without output`() {
        var peer = peer(.empty)
        let response = peer.takeTurn().last?["response"]
        #expect(response?["status"] == "completed")
        #expect(response?["output"] == [])
    }

    @Test func `a response may be written though audio was asked for`() {
        var peer = peer(.textOnly)
        let events = peer.takeTurn()
        let response = events.last?["response"]
        #expect(response?["output_modalities"] == ["audio"])
        #expect(response?["output"]?[0]?["content"] == [["type": "output_text", "text": "Hello there."]])
        #expect(events.all("response.output_audio.delta").isEmpty)
    }

    @Test(arguments: [false, true])
    func `a call that was answered is delivered again, under its item or another`(asNewItem: Bool) throws {
        let turn = AgentScript.Turn.at(once: "", toolCalls: [Self.booking], afterTools: "Booked.")
        var peer = peer(.callAgain(after: .seconds(1), asNewItem: asNewItem), turns: [turn])
        let first = try #require(peer.takeTurn().first("response.output_item.done")?["item"])
        peer.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": first["call_id"] ?? .null, "output": "{}"],
        ])
        #expect(peer.send(["type": "response.create"]).said == "Booked.")
        let again = try #require(peer.wait(.seconds(1)).first("response.output_item.done")?["item"])
        #expect(again["call_id"] == first["call_id"])
        #expect(again["arguments"] == first["arguments"])
        #expect((again["id"] == first["id"]) == !asNewItem)
        #expect(peer.wait(.seconds(100)).all("response.output_item.done").isEmpty)
    }

    @Test func `a call comes after the speech that cuts its response, and before its end`() {
        var peer = peer(.callAfterSpeech(AgentScript.ToolCall(name: "end_call")))
        #expect(peer.takeTurn().all("response.done").isEmpty)
        let types = peer.speak(milliseconds: 200).types
        #expect(types.first == "input_audio_buffer.speech_started")
        #expect(types.suffix(2) == ["response.output_item.done", "response.done"])
        #expect(peer.session.record.responses.map(\.status) == ["cancelled"])
        #expect(peer.session.record.responses.map(\.tools) == [["end_call"]])
    }

    @Test func `a remote call ends before the response is done`() {
        let call = MCPCall(server: "shop", call: AgentScript.ToolCall(name: "look_up"), output: "17")
        var peer = peer(.mcpCall(call), turns: [.at(once: "One moment.", afterTools: "It is seventeen.")])
        let types = peer.takeTurn().types
        #expect(
            types.suffix(6) == [
                "response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed",
                "conversation.item.done", "response.output_item.done", "response.done",
            ])
        #expect(peer.send(["type": "response.create"]).said == "It is seventeen.")
    }

    @Test func `a remote call fails, and that is told after the response is done`() {
        let call = MCPCall(
            server: "shop", call: AgentScript.ToolCall(name: "look_up"), output: nil, endsAfterDone: .seconds(2))
        var peer = peer(.mcpCall(call))
        let events = peer.takeTurn()
        #expect(events.types.last == "response.done")
        #expect(events.last?["response"]?["output"]?[1]?["error"]?["type"] == "tool_execution_error")
        #expect(peer.wait(.seconds(2)).types.last == "response.mcp_call.failed")
    }

    @Test func `one time to the first audio may hold for every response`() {
        var configuration = StandInConfiguration.immediate(turns: [.at(once: "Hello.")])
        configuration.timeToFirstAudio = .milliseconds(300)
        var peer = StandInPeer.configured(configuration)
        peer.takeTurn()
        #expect(peer.wait(.milliseconds(299)).isEmpty)
        #expect(peer.wait(.milliseconds(1)).said == "Hello.")
    }

    @Test func `the record has what was heard and said, in order`() {
        let turn = AgentScript.Turn.at(
            once: "One moment.", heard: "Book it.", toolCalls: [Self.booking], afterTools: "Booked.")
        var peer = StandInPeer.configured(
            .immediate(turns: [turn]), input: ["transcription": ["model": "whisper-1"]])
        peer.send([
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": "assistant", "content": [["type": "output_text", "text": "Acme here."]],
            ],
        ])
        let call = peer.takeTurn().first("response.function_call_arguments.done")?["call_id"] ?? .null
        peer.wait(.seconds(2))
        peer.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": call, "output": "{\"ok\":true}"],
        ])
        peer.send(["type": "response.create"])
        let record = peer.session.record
        #expect(record.turns == 1)
        #expect(record.greetings == 1)
        #expect(
            record.items.map { [$0.role, $0.tool, $0.output, $0.text].compactMap { $0 } } == [
                ["assistant", "Acme here."], ["user", "Book it."], ["assistant", "One moment."],
                ["book_showing", ""], ["{\"ok\":true}", ""], ["assistant", "Booked."],
            ])
        #expect(record.responses.map(\.said) == ["One moment.", "Booked."])
        #expect(record.responses.map(\.tools) == [["book_showing"], []])
    }
}
