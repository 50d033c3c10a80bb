import CoraWire
import Testing

@testable import CoraStandIn

/// Stand-in: turns of the caller.
struct StandInTurnTests {
    @Test func `a voice turn is heard, committed and answered in the order of the API, without a tick between`() {
        var peer = StandInPeer.configured(.immediate(turns: [.at(once: "Hello there.")]))
        let events = peer.takeTurn()
        #expect(
            events.types == ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped"] + committedTurn
                + spokenResponse)
        #expect(events.said == "Hello there.")
    }

    @Test func `speech starts on the audio's clock, less the padding, and stops with the silence that showed it`() {
        var peer = StandInPeer.configured()
        peer.hush(milliseconds: 1_000)
        let events = peer.takeTurn()
        let item = events.first("input_audio_buffer.speech_started")?["item_id"]
        #expect(events.first("input_audio_buffer.speech_started")?["audio_start_ms"] == 700)
        #expect(events.first("input_audio_buffer.speech_stopped")?["audio_end_ms"] == 1_700)
        #expect(item != nil)
        #expect(events.first("input_audio_buffer.speech_stopped")?["item_id"] == item)
        #expect(events.first("input_audio_buffer.committed")?["item_id"] == item)
    }

    @Test func `no audio, no end of speech: time alone does not stop a turn`() {
        var peer = StandInPeer.configured()
        peer.speak(milliseconds: 400)
        #expect(peer.wait(.seconds(10)).all("input_audio_buffer.speech_stopped").isEmpty)
    }

    @Test func `a click is no speech, and neither is a hum below the threshold`() {
        var peer = StandInPeer.configured()
        #expect((peer.speak(milliseconds: 40) + peer.hush(milliseconds: 500)).isEmpty)
        var deaf = StandInPeer.configured(
            input: ["turn_detection": ["type": "server_vad", "threshold": 1.0, "silence_duration_ms": 300]])
        #expect(deaf.takeTurn().isEmpty)
    }

    @Test func `one append of several turns gives several turns`() {
        var detector = VoiceActivityDetector(
            settings: .init(level: -40, silenceMilliseconds: 200, minimumVoicedMilliseconds: 60), at: 0)
        let voice = [Int16](repeating: 8_000, count: 800)
        let silence = [Int16](repeating: 0, count: 2_400)
        let findings = detector.process(voice + silence + voice + silence, perMillisecond: 8)
        #expect(
            findings == [
                .started(atMilliseconds: 0), .stopped(atMilliseconds: 300), .started(atMilliseconds: 400),
                .stopped(atMilliseconds: 700),
            ])
    }

    @Test func `create_response off: the turn is committed and not answered until asked`() {
        let detection: JSON = ["type": "server_vad", "silence_duration_ms": 300, "create_response": false]
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "Hello.")]), input: ["turn_detection": detection])
        #expect(peer.takeTurn().all("response.created").isEmpty)
        #expect(peer.send(["type": "response.create"]).said == "Hello.")
    }

    @Test func `push to talk: clear, append, commit, ask`() {
        var peer = StandInPeer.configured(.immediate(turns: [.at(once: "Yes.")]), input: ["turn_detection": .null])
        #expect(peer.send(["type": "input_audio_buffer.clear"]).types == ["input_audio_buffer.cleared"])
        #expect(peer.takeTurn().isEmpty)
        #expect(peer.send(["type": "input_audio_buffer.commit"]).types == committedTurn)
        #expect(peer.send(["type": "response.create"]).types == spokenResponse)
    }

    @Test func `a commit of less than 100 ms is refused, with the milliseconds in the words`() {
        var peer = StandInPeer.configured(input: ["turn_detection": .null])
        peer.hush(milliseconds: 60)
        let events = peer.send(["type": "input_audio_buffer.commit"])
        #expect(events.errorCode == "input_audio_buffer_commit_empty")
        #expect(events[0]["error"]?["message"]?.string?.hasSuffix("buffer only has 60.00ms of audio.") == true)
    }

    @Test func `the transcription floats in after its delay, with the script's words and a bill`() {
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "Hello.", heard: "Good morning to you")]),
            input: ["transcription": ["model": "gpt-4o-mini-transcribe"]])
        #expect(peer.takeTurn().types.allSatisfy { !$0.contains("transcription") })
        #expect(peer.wait(.milliseconds(1_199)).types == ["rate_limits.updated"])
        let events = peer.wait(.milliseconds(1))
        let prefix = "conversation.item.input_audio_transcription."
        #expect(events.types == [prefix + "delta", prefix + "completed"])
        #expect(events.all(prefix + "delta").compactMap { $0["delta"]?.string }.joined() == "Good morning to you")
        #expect(events.last?["transcript"] == "Good morning to you")
        #expect(events.last?["usage"]?["input_tokens"] == 7)
    }

    @Test func `the idle timeout counts from the end of the audio that was sent`() {
        let detection: JSON = ["type": "server_vad", "silence_duration_ms": 300, "idle_timeout_ms": 5_000]
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "Hello.")]), input: ["turn_detection": detection])
        peer.takeTurn()
        // One word of the built-in voice lasts 360 ms.
        #expect(peer.wait(.milliseconds(5_359)).types == ["rate_limits.updated"])
        let events = peer.wait(.milliseconds(1))
        #expect(events.types == ["input_audio_buffer.timeout_triggered"] + committedTurn + spokenResponse)
        #expect(events.said == "Nothing more.")
        #expect(peer.takeTurn().said == "Nothing more.", "silence has used up no turn")
    }

    @Test func `turns are spoken one after the other, then the fallback`() {
        var peer = StandInPeer.configured(.immediate(turns: [.at(once: "One."), .at(once: "Two.")]))
        #expect(
            [peer.takeTurn().said, peer.takeTurn().said, peer.takeTurn().said] == ["One.", "Two.", "Nothing more."])
    }
}
