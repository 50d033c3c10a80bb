import CoraWire
import Testing

@testable import CoraStandIn

struct StandInSettingsTests {
    private func update(_ session: JSON) -> JSON { ["type": "session.update", "session": session] }

    @Test func `a session begins with the defaults of the API`() throws {
        let peer = StandInPeer()
        guard case .event("session.created", let text) = peer.outputs[0] else {
            Issue.record("no session.created")
            return
        }
        let session = try #require(try JSON.parse(text)["session"])
        #expect(session["expires_at"] == 1_790_003_600)
        #expect(session["audio"]?["input"]?["turn_detection"]?["silence_duration_ms"] == 200)
        #expect(session["audio"]?["output"]?["voice"] == "alloy")
        #expect(peer.outputs.count == 1)
    }

    @Test func `an update is merged member by member; objects of another type are replaced, and completed`() {
        var peer = StandInPeer()
        let first = peer.send(
            update([
                "type": "realtime", "instructions": "Be brief.",
                "audio": ["input": ["format": ["type": "audio/pcmu"]], "output": ["voice": "marin"]],
            ]))
        #expect(first.types == ["session.updated"])
        let input = first[0]["session"]?["audio"]?["input"]
        #expect(input?["format"] == ["type": "audio/pcmu"])
        #expect(input?["turn_detection"]?["threshold"] == 0.5)
        let second = peer.send(
            update(["type": "realtime", "audio": ["input": ["turn_detection": ["type": "semantic_vad"]]]]))
        #expect(second[0]["session"]?["instructions"] == "Be brief.")
        #expect(second[0]["session"]?["audio"]?["output"]?["voice"] == "marin")
        #expect(
            second[0]["session"]?["audio"]?["input"]?["turn_detection"] == [
                "type": "semantic_vad", "eagerness": "auto", "create_response": true, "interrupt_response": true,
            ])
    }

    @Test func `one bad field refuses the whole update`() {
        var peer = StandInPeer()
        let before = peer.session.settings
        let events = peer.send(update(["type": "realtime", "instructions": "New.", "temperature": 0.8]))
        #expect(events.errorCode == "unknown_parameter")
        #expect(events[0]["error"]?["param"] == "session.temperature")
        #expect(peer.session.settings == before)
    }

    @Test func `the voice is locked by the first audio, not by text, and the same voice is no change`() {
        var peer = StandInPeer.configured()
        let cedar = update(["type": "realtime", "audio": ["output": ["voice": "cedar"]]])
        peer.send(["type": "response.create", "response": ["output_modalities": ["text"]]])
        #expect(peer.send(cedar).types == ["session.updated"])
        peer.send(["type": "response.create"])
        #expect(peer.send(cedar).types == ["session.updated"])
        let events = peer.send(
            update(["type": "realtime", "instructions": "New.", "audio": ["output": ["voice": "marin"]]]))
        #expect(events.errorCode == "cannot_update_voice")
        #expect(peer.session.settings.instructions != "New.")
    }

    @Test func `the model cannot be changed, but may be repeated`() {
        var peer = StandInPeer()
        #expect(peer.send(update(["type": "realtime", "model": "gpt-realtime"])).errorCode == "invalid_value")
        #expect(
            peer.send(update(["type": "realtime", "model": "gpt-realtime-2.1-mini"])).types == ["session.updated"])
    }

    @Test func `another input format starts the audio anew, and its clock goes on`() {
        var peer = StandInPeer.configured()
        peer.hush(milliseconds: 500)
        peer.send(
            update(["type": "realtime", "audio": ["input": ["format": ["type": "audio/pcm", "rate": 24_000]]]]))
        #expect(peer.session.input.milliseconds == 500)
        #expect(peer.session.input.uncommittedMilliseconds == 0)
    }
}
