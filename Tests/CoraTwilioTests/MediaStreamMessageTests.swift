import CoraTwilio
import CoraWire
import NIOCore
import Testing

private let media =
    #"{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"155","payload":"#
    + #""//////////8="},"streamSid":"MZ000000000000000000000000000000a1"}"#

struct MediaStreamMessageTests {
    private func decode(_ text: String) throws -> MediaStreamMessage {
        try MediaStreamMessage.decode(ByteBuffer(string: text))
    }

    private func code(_ text: String) -> MediaStreamError.Code? {
        (#expect(throws: MediaStreamError.self) { try decode(text) })?.code
    }

    private func frame(_ text: String) throws -> MediaFrame {
        guard case .media(let frame) = try decode(text) else { throw Unexpected() }
        return frame
    }

    private struct Unexpected: Error {}

    private func payload(_ frame: MediaFrame, of text: String) -> String {
        var buffer = ByteBuffer()
        Array(text.utf8).withUnsafeBytes { frame.writePayload(from: $0, into: &buffer) }
        return String(buffer: buffer)
    }

    @Test func `the messages of Twilio's reference are read`() throws {
        #expect(try decode(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#) == .connected)
        #expect(
            try decode(
                #"{"event":"dtmf","streamSid":"MZa1","sequenceNumber":"74","dtmf":{"track":"inbound_track","digit":"5"}}"#
            )
                == .dtmf(digit: "5"))
        #expect(
            try decode(#"{"event":"mark","sequenceNumber":"75","streamSid":"MZa1","mark":{"name":"r12:end"}}"#)
                == .mark(name: "r12:end"))
        #expect(
            try decode(#"{"event":"stop","sequenceNumber":"902","stop":{"accountSid":"AC1","callSid":"CA1"}}"#) == .stop
        )
        #expect(try decode(#"{"event":"video","x":[1,{}]}"#) == .unknown(event: "video"))
    }

    @Test func `a start is read`() throws {
        let text =
            #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC01","streamSid":"MZa1","callSid":"CA0a","#
            + #""tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"#
            + #""customParameters":{"token":"one-time","from":"+14155550123"}},"streamSid":"MZa1"}"#
        let start = StreamStart(
            streamSid: "MZa1", callSid: "CA0a", accountSid: "AC01",
            customParameters: ["token": "one-time", "from": "+14155550123"])
        #expect(try decode(text) == .start(start))
        #expect(start.isTelephoneAudio)
    }

    @Test func `a start may lack parameters, and may have numbers as text`() throws {
        let text =
            #"{"start":{"mediaFormat":{"channels":"2","sampleRate":"16000","encoding":"x"},"callSid":"CA1","#
            + #""accountSid":"AC1","streamSid":"MZ1"},"event":"start"}"#
        guard case .start(let start) = try decode(text) else { throw Unexpected() }
        #expect(start.customParameters.isEmpty && start.sampleRate == 16000 && start.channels == 2)
        #expect(!start.isTelephoneAudio)
    }

    @Test func `audio is left where it stands`() throws {
        let frame = try frame(media)
        #expect(frame.audioByteCount == 8 && frame.timestamp == 155 && frame.chunk == 1 && frame.sequence == 2)
        #expect(!frame.isPayloadEscaped)
        #expect(String(decoding: Array(media.utf8)[frame.payload], as: UTF8.self) == "//////////8=")
        #expect(payload(frame, of: media) == "//////////8=")
    }

    @Test func `media is read with keys in any order, and unknown ones`() throws {
        let text =
            #" {"x":{"media":{"payload":5}},"media":{"payload":"AAAA","y":null,"track":"third","timestamp":20},"#
            + #""sequenceNumber":7,"event":"media"} "#
        let frame = try frame(text)
        #expect(payload(frame, of: text) == "AAAA")
        #expect(frame.audioByteCount == 3 && frame.timestamp == 20 && frame.chunk == nil && frame.sequence == 7)
    }

    @Test func `an escaped payload is resolved`() throws {
        let text = #"{"event":"media","media":{"payload":"\/\/\u002f\/AA=="}}"#
        let frame = try frame(text)
        #expect(frame.isPayloadEscaped && frame.audioByteCount == 4)
        #expect(payload(frame, of: text) == "////AA==")
        #expect(code(#"{"event":"media","media":{"payload":"\n\n\n\n"}}"#) == .badPayload)
    }

    @Test func `an empty payload is read`() throws {
        #expect(try frame(#"{"event":"media","media":{"payload":""}}"#).audioByteCount == 0)
    }

    @Test(arguments: [
        ("", MediaStreamError.Code.notJSON), ("[]", .notJSON), ("{", .notJSON), (#"{"event":"media"}x"#, .notJSON),
        ("{}", .missingField("event")), (#"{"event":5}"#, .badValue("event")),
        (#"{"event":"media"}"#, .missingField("media")), (#"{"event":"media","media":"x"}"#, .badValue("media")),
        (#"{"event":"media","media":{}}"#, .missingField("media.payload")),
        (#"{"event":"media","media":{"payload":1}}"#, .badValue("media.payload")),
        (#"{"event":"media","media":{"payload":"A"}}"#, .badPayload),
        (#"{"event":"media","media":{"payload":"AAA-"}}"#, .badPayload),
        (#"{"event":"media","media":{"payload":"AAAA","timestamp":"x"}}"#, .badValue("media.timestamp")),
        (#"{"event":"media","media":{"payload":"AAAA","timestamp":-1}}"#, .badValue("media.timestamp")),
        (#"{"event":"media","media":{"payload":"AAAA","chunk":1.5}}"#, .badValue("media.chunk")),
        (#"{"event":"media","sequenceNumber":[],"media":{"payload":"AAAA"}}"#, .badValue("sequenceNumber")),
        (#"{"event":"mark"}"#, .missingField("mark.name")),
        (#"{"event":"mark","mark":{"name":1}}"#, .badValue("mark.name")),
        (#"{"event":"dtmf","dtmf":{"digit":"12"}}"#, .badValue("dtmf.digit")),
        (#"{"event":"dtmf","dtmf":{"digit":"é"}}"#, .badValue("dtmf.digit")),
        (#"{"event":"dtmf","dtmf":{}}"#, .missingField("dtmf.digit")),
        (#"{"event":"start"}"#, .missingField("start")),
        (#"{"event":"start","start":{}}"#, .missingField("start.mediaFormat")),
        (#"{"event":"start","start":{"mediaFormat":{}}}"#, .missingField("start.streamSid")),
    ])
    func `a message that is wrong has its fault named`(text: String, expected: MediaStreamError.Code) {
        #expect(code(text) == expected)
    }

    @Test func `broken bytes never trap`() {
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            var bytes = Array(media.utf8)
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            if case .media(let frame)? = try? MediaStreamMessage.decode(ByteBuffer(bytes: bytes)) {
                #expect(frame.payload.upperBound <= bytes.count)
            }
        }
    }
}
