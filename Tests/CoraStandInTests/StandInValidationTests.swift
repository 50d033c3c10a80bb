import CoraWire
import NIOCore
import Testing

@testable import CoraStandIn

/// Stand-in: validation of client events.
struct StandInValidationTests {
    @Test(
        arguments: [
            (#"{nope"#, "invalid_json", nil),
            (#"[]"#, "invalid_event", nil),
            (#"{"event_id":"e"}"#, "invalid_event", nil),
            (#"{"type":"session.begin"}"#, "invalid_value", "type"),
            (#"{"type":7}"#, "invalid_type", "type"),
            (#"{"type":"response.create","x":1}"#, "unknown_parameter", "x"),
            (#"{"type":"session.update"}"#, "missing_required_parameter", "session"),
            (#"{"type":"session.update","session":{}}"#, "missing_required_parameter", "session.type"),
            (#"{"type":"session.update","session":[]}"#, "invalid_type", "session"),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"output":{"format":{"type":"audio/pcm"}}}}}"#,
                "missing_required_parameter", "session.audio.output.format.rate"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":16000}}}}}"#,
                "integer_below_min_value", "session.audio.input.format.rate"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu","rate":8000}}}}}"#,
                "unknown_parameter", "session.audio.input.format.rate"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"semantic_vad","threshold":0.5}}}}}"#,
                "unknown_parameter", "session.audio.input.turn_detection.threshold"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":1.5}}}}}"#,
                "decimal_above_max_value", "session.audio.input.turn_detection.threshold"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","audio":{"output":{"speed":0.1}}}}"#,
                "decimal_below_min_value", "session.audio.output.speed"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","output_modalities":["video"]}}"#,
                "invalid_value", "session.output_modalities[0]"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","output_modalities":["audio","text"]}}"#,
                "array_above_max_length", "session.output_modalities"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","max_output_tokens":4097}}"#,
                "integer_above_max_value", "session.max_output_tokens"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","max_output_tokens":"many"}}"#,
                "invalid_value", "session.max_output_tokens"
            ),
            (
                #"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","function":{"name":"x"}}]}}"#,
                "unknown_parameter", "session.tools[0].function"
            ),
            (#"{"type":"input_audio_buffer.append"}"#, "missing_required_parameter", "audio"),
            (#"{"type":"input_audio_buffer.append","audio":"?"}"#, "invalid_value", "audio"),
            (#"{"type":"input_audio_buffer.append","audio":"","x":""}"#, "unknown_parameter", "x"),
            (
                #"{"type":"conversation.item.truncate","item_id":"a","content_index":0}"#,
                "missing_required_parameter", "audio_end_ms"
            ),
            (
                #"{"type":"conversation.item.truncate","item_id":"a","content_index":0,"audio_end_ms":-1}"#,
                "integer_below_min_value", "audio_end_ms"
            ),
            (
                #"{"type":"conversation.item.truncate","item_id":"a","content_index":0,"audio_end_ms":1.5}"#,
                "invalid_type", "audio_end_ms"
            ),
            (
                #"{"type":"conversation.item.create","item":{"type":"message","role":"assistant","content":[{"type":"output_audio","audio":""}]}}"#,
                "invalid_value", "item.content[0].type"
            ),
            (
                #"{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"a b","output":""}}"#,
                "invalid_value", "item.call_id"
            ),
            (
                #"{"type":"response.create","response":{"modalities":["text"]}}"#,
                "unknown_parameter", "response.modalities"
            ),
            (
                #"{"type":"response.create","response":{"metadata":{"a":1}}}"#, "invalid_type", "response.metadata.a"
            ),
            (
                #"{"type":"response.create","response":{"input":[{"type":"item_reference","id":"item_x"}]}}"#,
                "invalid_value", "response.input[0].id"
            ),
            (#"{"type":"output_audio_buffer.clear"}"#, "invalid_value", "type"),
        ] as [(String, String, String?)])
    func `what is wrong with an event is said by code and place`(text: String, code: String, parameter: String?) {
        var peer = StandInPeer()
        let events = peer.sendText(text)
        #expect(events.errorCode == code, "\(events)")
        #expect(events.first?["error"]?["param"]?.string == parameter, "\(events)")
        #expect(peer.session.isClosed == false)
    }

    @Test func `the error names the event that it is about`() {
        var peer = StandInPeer()
        #expect(peer.send(["type": "nothing", "event_id": "mine"])[0]["error"]?["event_id"] == "mine")
        #expect(peer.send(["type": "nothing"])[0]["error"]?["event_id"] == .null)
    }

    @Test func `a list of choices reads as a sentence`() {
        #expect(throws: APIError.self) { try Schema.choice(["a", "b", "c"]).check("x", at: "p") }
        let error = #expect(throws: APIError.self) { try Schema.choice(["a", "b", "c"]).check("x", at: "p") }
        #expect(error?.message == "Invalid value: 'x'. Supported values are: 'a', 'b', and 'c'.")
    }

    @Test func `a binary frame is refused in words`() {
        var peer = StandInPeer()
        peer.session.receiveBinary(at: .zero)
        guard case .event("error", let text)? = peer.session.takeOutputs().first else {
            Issue.record("no error")
            return
        }
        #expect(String(buffer: text).contains("binary frames are not supported"))
    }

    @Test func `the quick way to read an append takes the plain ones and leaves the rest to the strict way`() {
        func audio(_ text: String) -> ByteBuffer? { AppendEvent.audio(in: ByteBuffer(string: text)) }
        #expect(audio(#"{"type":"input_audio_buffer.append","audio":"/////w=="}"#)?.readableBytes == 4)
        #expect(audio(#" {"event_id":"a","audio":"","type":"input_audio_buffer.append"} "#)?.readableBytes == 0)
        for odd in [
            #"{"type":"input_audio_buffer.append"}"#, #"{"type":"input_audio_buffer.commit","audio":""}"#,
            #"{"type":"input_audio_buffer.append","audio":"?"}"#, #"{"type":"input_audio_buffer.append","audio":4}"#,
            #"{"type":"input_audio_buffer.append","audio":"","x":""}"#,
            #"{"type":"input_audio_buffer.append","audio":"\u002f"}"#, "[]", "", "{",
            #"{"type":"input_audio_buffer.append","audio":""} x"#,
        ] {
            #expect(audio(odd) == nil, "\(odd)")
        }
    }
}
