import NIOCore
import Testing

@testable import CoraRealtime

struct AudioDeltaTests {
    private static let example =
        #"{"type":"response.output_audio.delta","event_id":"event_10","response_id":"resp_C3","item_id":"item_B2","#
        + #""output_index":0,"content_index":1,"delta":"/////w=="}"#

    private func scan(_ text: String) -> AudioDelta.Scan {
        Array(text.utf8).withUnsafeBytes { AudioDelta.scan($0) }
    }

    private func text(_ range: Range<Int>, of message: String) -> String {
        String(decoding: Array(message.utf8)[range], as: UTF8.self)
    }

    @Test func `ids, payload and byte count are found`() throws {
        guard case .delta(let delta) = scan(Self.example) else {
            Issue.record("not seen as a delta")
            return
        }
        #expect(text(delta.responseID, of: Self.example) == "resp_C3")
        #expect(text(delta.itemID, of: Self.example) == "item_B2")
        #expect(text(delta.payload, of: Self.example) == "/////w==")
        #expect(delta.contentIndex == 1)
        #expect(delta.decodedByteCount == 4)
    }

    @Test func `keys may come in any order, with spaces and unknown ones between`() throws {
        let message =
            #" { "delta" : "AAAA", "obfuscation": {"a":[1,{"type":"x"}]}, "content_index": 0, "item_id":"i", "#
            + #""response_id":"r", "type" : "response.output_audio.delta" } "#
        guard case .delta(let delta) = scan(message) else {
            Issue.record("not seen as a delta")
            return
        }
        #expect(text(delta.payload, of: message) == "AAAA")
        #expect(text(delta.itemID, of: message) == "i")
        #expect(delta.decodedByteCount == 3)
    }

    @Test func `an empty payload is audio of no length`() {
        let message = #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":""}"#
        guard case .delta(let delta) = scan(message) else {
            Issue.record("not seen as a delta")
            return
        }
        #expect(delta.decodedByteCount == 0)
        #expect(delta.contentIndex == 0)
    }

    @Test func `escapes are left to the decoder, which reads them`() throws {
        let message =
            #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","content_index":2,"#
            + #""delta":"\/\/\/\/\u002fw=="}"#
        #expect(scan(message) == .escapedDelta)
        let event = try ServerEvent.decode(ByteBuffer(string: message))
        let part = ContentReference(responseID: "r", itemID: "i", contentIndex: 2)
        #expect(event == .outputAudioDelta(part, base64: "/////w=="))
    }

    @Test func `an escaped type is still a type`() {
        let message = Self.example.replacing("response.output_audio.delta", with: #"response.output\u005faudio.delta"#)
        guard case .delta = scan(message) else {
            Issue.record("not seen as a delta")
            return
        }
    }

    @Test(arguments: [
        #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i"}"#,
        #"{"type":"response.output_audio.delta","response_id":"r","delta":"AAAA"}"#,
        #"{"type":"response.output_audio.delta","item_id":"i","delta":"AAAA"}"#,
        #"{"type":"response.output_audio.delta","response_id":null,"item_id":"i","delta":"AAAA"}"#,
        #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":7}"#,
        #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":"AAA"}"#,
        #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":"AA-A"}"#,
    ])
    func `a delta that lacks something is malformed`(_ message: String) {
        #expect(scan(message) == .malformedDelta)
        #expect(throws: ServerEventError.self) {
            try ServerEvent.decode(ByteBuffer(string: message))
        }
    }

    @Test(arguments: [
        "", " ", "7", "null", "[]", "{}", "{", "\u{FEFF}{}", #"{"type":"#, #"{"type":7,"delta":"AAAA"}"#,
        #"{"type":"response.output_audio.done"}"#, #"{"type":"response.output_audio.delta""#,
        #"{"type":"response.output_audio.delta","delta":"AAAA"} x"#,
        #"{"delta":"AAAA","item_id":"i","response_id":"r"}"#,
        #"{"delta":"AAAA","item_id":"i","response_id":"r","type":"response.output_audio_transcript.delta"}"#,
    ])
    func `everything else is no audio delta`(_ message: String) {
        #expect(scan(message) == .notAudioDelta)
    }

    @Test func `another event is given up at its type, whatever follows`() {
        #expect(scan(#"{"type":"response.done","response":"# + "\u{1}") == .notAudioDelta)
    }
}
