import CoraSpeech
import CoraWire
import Testing

@testable import CoraStandIn

struct StandInInterruptionTests {
    /// Ten words, 3.6 s, at twice the speed at which they play.
    private func speaking(faults: StandInFaults = StandInFaults(), detection: JSON = [:]) -> StandInPeer {
        var configuration = StandInConfiguration.immediate(
            turns: [.at(once: "a b c d e f g h i j"), .at(once: "Yes?")], faults: faults)
        configuration.pacing = .timesRealTime(2)
        let settings: [String: JSON] = ["type": "server_vad", "silence_duration_ms": 300]
        var peer = StandInPeer.configured(
            configuration, input: ["turn_detection": .object(settings.merging(detection.object ?? [:]) { $1 })])
        peer.takeTurn()
        return peer
    }

    private let closing = [
        "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
        "conversation.item.done", "response.output_item.done", "response.done",
    ]

    @Test func `speech cancels the answer with its closing events, and then nothing of it comes`() {
        var peer = speaking()
        peer.wait(.milliseconds(450))
        let events = peer.speak(milliseconds: 100)
        #expect(events.types == ["input_audio_buffer.speech_started"] + closing)
        let response = events.last?["response"]
        #expect(response?["status"] == "cancelled")
        #expect(response?["status_details"] == ["type": "cancelled", "reason": "turn_detected"])
        #expect(response?["output"]?[0]?["status"] == "incomplete")
        #expect(peer.wait(.seconds(5)).types == ["rate_limits.updated"])
        #expect(
            peer.hush(milliseconds: 300).types.prefix(2) == ["input_audio_buffer.speech_stopped", committedTurn[0]])
    }

    @Test func `speech while the model thinks leaves nothing but response.done`() {
        var configuration = StandInConfiguration.immediate(turns: [AgentScript.Turn(says: "Hello.")])
        configuration.pacing = .timesRealTime(2)
        var peer = StandInPeer.configured(configuration)
        #expect(peer.takeTurn().types.last == "response.created")
        #expect(peer.speak(milliseconds: 100).types == ["input_audio_buffer.speech_started", "response.done"])
    }

    @Test func `interrupt_response off: the answer goes on, and the next one is refused while it does`() {
        var peer = speaking(detection: ["interrupt_response": false])
        let events = peer.takeTurn()
        #expect(events.all("response.done").isEmpty)
        #expect(events.errorCode == "conversation_already_has_active_response")
        #expect(peer.wait(.seconds(5)).first("response.done")?["response"]?["status"] == "completed")
    }

    @Test func `truncate is held to what was sent, and to what an earlier one left`() throws {
        var peer = speaking()
        peer.wait(.milliseconds(450))
        let events = peer.speak(milliseconds: 100)
        let item = try #require(events.last?["response"]?["output"]?[0]?["id"])
        func truncate(_ milliseconds: Int) -> JSON {
            [
                "type": "conversation.item.truncate", "item_id": item, "content_index": 0,
                "audio_end_ms": .int(milliseconds),
            ]
        }
        // Five deltas of 200 ms: at 0, 100, 200, 300 and 400 ms.
        let tooLong = peer.send(truncate(1_001))
        #expect(tooLong.errorCode == "invalid_value")
        #expect(
            tooLong[0]["error"]?["message"] == "Audio content of 1000ms is already shorter than 1001ms")
        let truncated = peer.send(truncate(640))
        #expect(truncated.types == ["conversation.item.truncated"])
        #expect(truncated[0]["audio_end_ms"] == 640)
        #expect(peer.send(truncate(641)).errorCode == "invalid_value")
        #expect(peer.send(truncate(0)).types == ["conversation.item.truncated"])
        #expect(peer.send(truncate(0)).errorCode == "unsupported_content_type")
    }

    @Test func `only audio of the model can be truncated, and only of items there are`() throws {
        var peer = StandInPeer.configured()
        let item = try #require(peer.takeTurn().first("input_audio_buffer.committed")?["item_id"])
        let event: [String: JSON] = ["type": "conversation.item.truncate", "content_index": 0, "audio_end_ms": 0]
        #expect(peer.send(.object(event.merging(["item_id": item]) { $1 })).errorCode == "unsupported_content_type")
        #expect(
            peer.send(.object(event.merging(["item_id": "item_x"]) { $1 })).errorCode == "item_truncate_invalid_item_id"
        )
    }

    @Test func `response.cancel closes as an interruption does, for another reason, and only once`() {
        var peer = speaking()
        let events = peer.send(["type": "response.cancel"])
        #expect(events.types == closing)
        #expect(events.last?["response"]?["status_details"]?["reason"] == "client_cancelled")
        #expect(peer.send(["type": "response.cancel"]).errorCode == "response_cancel_not_active")
        #expect(
            peer.send(["type": "response.cancel", "response_id": "resp_x"]).errorCode == "response_cancel_not_active")
    }

    @Test func `fault: late deltas come after response.done, with the ids of the cancelled response`() {
        var peer = speaking(faults: StandInFaults(lateDeltasAfterCancel: 3))
        let cancelled = peer.send(["type": "response.cancel"])
        #expect(cancelled.types.suffix(2) == ["response.done", "response.output_audio.delta"])
        let late = [cancelled.last].compactMap { $0 } + peer.wait(.seconds(1)).all("response.output_audio.delta")
        #expect(late.count == 3)
        #expect(late.allSatisfy { $0["response_id"] == cancelled.first("response.done")?["response"]?["id"] })
    }
}
