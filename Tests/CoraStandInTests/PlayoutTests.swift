import CoraSpeech
import CoraWire
import NIOCore
import Testing

@testable import CoraStandIn

/// The audio of a call, which the server plays by itself (reference, 6.4 and 6.11).
struct PlayoutTests {
    /// A call in which the model has begun to say ten words, 3.6 s, at twice the speed at which they play.
    private func speaking() throws -> (peer: StandInPeer, response: JSON, item: JSON) {
        var configuration = StandInConfiguration.immediate(
            turns: [.at(once: "a b c d e f g h i j"), .at(once: "Yes?")])
        configuration.pacing = .timesRealTime(2)
        var peer = StandInPeer.configured(configuration, call: "rtc_1")
        let delta = try #require(peer.takeTurn().first("response.output_audio.delta"))
        return (peer, try #require(delta["response_id"]), try #require(delta["item_id"]))
    }

    private let closing = [
        "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
        "conversation.item.done", "response.output_item.done", "response.done",
    ]

    @Test func `the media side begins to play, and is heard to the end after response.done`() throws {
        var (peer, response, _) = try speaking()
        let started = peer.report(["played": response, "audio_ms": 0])
        #expect(started.types == ["output_audio_buffer.started"])
        #expect(started[0]["response_id"] == response)
        #expect(peer.report(["played": response, "audio_ms": 200]).isEmpty)
        #expect(peer.wait(.seconds(5)).types.suffix(2) == ["response.done", "rate_limits.updated"])
        let stopped = peer.report(["played": response, "audio_ms": 3_600])
        #expect(stopped.types == ["output_audio_buffer.stopped"])
        #expect(stopped[0]["response_id"] == response)
        #expect(peer.report(["played": response, "audio_ms": 3_600]).isEmpty)
    }

    @Test func `what is all played before the response is over stops with it`() throws {
        var (peer, response, _) = try speaking()
        peer.wait(.seconds(1))
        #expect(peer.report(["played": response, "audio_ms": 2_200]).types == ["output_audio_buffer.started"])
        #expect(
            peer.send(["type": "response.cancel"]).types.suffix(2) == ["response.done", "output_audio_buffer.stopped"])
    }

    @Test func `speech cuts the answer: cleared, response.done, and truncated where it was heard`() throws {
        var (peer, response, item) = try speaking()
        peer.report(["played": response, "audio_ms": 0])
        peer.wait(.milliseconds(450))
        let events = peer.speak(milliseconds: 100)
        #expect(events.types == ["input_audio_buffer.speech_started", "output_audio_buffer.cleared"] + closing)
        #expect(events.first("output_audio_buffer.cleared")?["response_id"] == response)
        #expect(events.last?["response"]?["status_details"] == ["type": "cancelled", "reason": "turn_detected"])
        let cut = peer.report(["cut": item, "audio_ms": 420])
        #expect(cut.types == ["conversation.item.truncated"])
        #expect(cut[0]["item_id"] == item)
        #expect(cut[0]["audio_end_ms"] == 420)
        // Reports of what has been dropped come too late.
        #expect(peer.report(["played": response, "audio_ms": 1_000]).isEmpty)
    }

    @Test func `speech cuts an answer that is over and still plays`() throws {
        var (peer, response, item) = try speaking()
        peer.report(["played": response, "audio_ms": 0])
        peer.wait(.seconds(3))
        #expect(
            peer.speak(milliseconds: 100).types
                == ["input_audio_buffer.speech_started", "output_audio_buffer.cleared"])
        let cut = peer.report(["cut": item, "audio_ms": 9_000])
        #expect(cut[0]["audio_end_ms"] == 3_600, "no more can be heard than was said")
    }

    @Test func `speech after the last sound cuts nothing`() throws {
        var (peer, response, _) = try speaking()
        peer.wait(.seconds(3))
        peer.report(["played": response, "audio_ms": 0])
        peer.report(["played": response, "audio_ms": 3_600])
        #expect(peer.speak(milliseconds: 100).types == ["input_audio_buffer.speech_started"])
    }

    @Test func `a client cuts by hand: response.cancel, then output_audio_buffer.clear`() throws {
        var (peer, response, item) = try speaking()
        peer.report(["played": response, "audio_ms": 0])
        #expect(peer.send(["type": "response.cancel"]).types == closing)
        #expect(peer.send(["type": "output_audio_buffer.clear"]).types == ["output_audio_buffer.cleared"])
        #expect(peer.report(["cut": item, "audio_ms": 40]).types == ["conversation.item.truncated"])
        #expect(peer.send(["type": "output_audio_buffer.clear"]).isEmpty)
        let own = peer.send([
            "type": "conversation.item.truncate", "item_id": item, "content_index": 0, "audio_end_ms": 20,
        ])
        #expect(own.types == ["conversation.item.truncated"])
    }

    @Test func `a websocket's session has no playout`() {
        var peer = StandInPeer.configured()
        #expect(peer.send(["type": "output_audio_buffer.clear"]).errorCode == "invalid_value")
        let response = peer.takeTurn().first("response.done")?["response"]?["id"] ?? .null
        #expect(peer.report(["played": response, "audio_ms": 0]).isEmpty)
    }

    @Test(arguments: ["", "{", "7", "{}", #"{"played":7,"audio_ms":0}"#, #"{"cut":"item_9","audio_ms":-1}"#])
    func `a report that is none does nothing`(text: String) throws {
        var (peer, _, _) = try speaking()
        peer.session.report(.init(string: text), at: peer.time)
        #expect(peer.session.takeOutputs().isEmpty)
    }

    @Test func `a call is PCM, whatever the formats say`() throws {
        let (peer, response, _) = try speaking()
        #expect(peer.session.input.format == .pcm)
        #expect(
            peer.session.responses[response.string ?? ""]?.parameters.format == ["type": "audio/pcm", "rate": 24_000])
    }
}
