import CoraTwilio
import CoraWire
import NIOCore
import Testing

private let sid = "MZ000000000000000000000000000000a1"

struct MediaStreamWriterTests {
    private let writer: MediaStreamWriter

    init() throws {
        writer = try #require(MediaStreamWriter(streamSid: sid))
    }

    private func text(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return String(buffer: buffer)
    }

    @Test func `exactly Twilio's keys are written`() {
        let audio = [UInt8](repeating: 0xFF, count: 8)
        let media = #"{"event":"media","streamSid":"\#(sid)","media":{"payload":"//////////8="}}"#
        #expect(
            text { buffer in audio.withUnsafeBytes { writer.writeMediaEncoding(audio: $0, into: &buffer) } } == media)
        #expect(
            text { buffer in Array("//////////8=".utf8).withUnsafeBytes { writer.writeMedia(base64: $0, into: &buffer) }
            }
                == media)
        #expect(writer.mediaByteCount(base64Count: 12) == media.utf8.count)
        #expect(
            text { writer.writeMark("r12:end", into: &$0) }
                == #"{"event":"mark","streamSid":"\#(sid)","mark":{"name":"r12:end"}}"#)
        #expect(
            text { writer.writeMark("a\"\\\n", into: &$0) }
                == #"{"event":"mark","streamSid":"\#(sid)","mark":{"name":"a\"\\\n"}}"#)
        #expect(text { writer.writeClear(into: &$0) } == #"{"event":"clear","streamSid":"\#(sid)"}"#)
    }

    @Test(arguments: ["", "MZ\"", "MZ 1", "MZé", "MZ-1", String(repeating: "a", count: 65)])
    func `a stream SID that is none is refused`(sid: String) {
        #expect(MediaStreamWriter(streamSid: sid) == nil)
    }

    @Test func `a buffer that is used again keeps its storage`() {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(1024)
        let before = buffer.storageCapacity
        let audio = [UInt8](repeating: 0xFF, count: 160)
        for _ in 0..<10 {
            buffer.clear()
            audio.withUnsafeBytes { writer.writeMediaEncoding(audio: $0, into: &buffer) }
        }
        #expect(buffer.storageCapacity == before)
    }

    @Test func `what is written is what Twilio reads`() throws {
        let audio = [UInt8](0..<160)
        var buffer = ByteBuffer()
        audio.withUnsafeBytes { writer.writeMediaEncoding(audio: $0, into: &buffer) }
        guard case .media(let frame) = try command(String(buffer: buffer)) else {
            Issue.record("no media")
            return
        }
        #expect(frame.audioByteCount == 160)
        #expect(try command(text { writer.writeMark("é\"", into: &$0) }) == .mark(name: "é\""))
        #expect(try command(text { writer.writeClear(into: &$0) }) == .clear)
    }

    @Test(arguments: [
        ("x", MediaStreamError.Code.notJSON), ("{}", .missingField("event")),
        (#"{"event":"clear"}"#, .missingField("streamSid")), (#"{"event":"clear","streamSid":"MZ2"}"#, .wrongStream),
        (#"{"event":"ping","streamSid":"MZ1"}"#, .unknownEvent),
        (#"{"event":"clear","streamSid":"MZ1","x":1}"#, .unexpectedField("x")),
        (#"{"event":"clear","event":"clear","streamSid":"MZ1"}"#, .unexpectedField("event")),
        (#"{"event":"clear","streamSid":"MZ1","mark":{"name":"a"}}"#, .unexpectedField("mark")),
        (#"{"event":"mark","streamSid":"MZ1"}"#, .missingField("mark")),
        (#"{"event":"mark","streamSid":"MZ1","mark":{}}"#, .missingField("mark.name")),
        (#"{"event":"mark","streamSid":"MZ1","mark":{"name":5}}"#, .badValue("mark.name")),
        (#"{"event":"mark","streamSid":"MZ1","mark":"a"}"#, .badValue("mark")),
        (#"{"event":"mark","streamSid":"MZ1","mark":{"name":"a","x":1}}"#, .unexpectedField("mark.x")),
        (
            #"{"event":"media","streamSid":"MZ1","media":{"payload":"AAAA","track":"x"}}"#,
            .unexpectedField("media.track")
        ),
        (#"{"event":"media","streamSid":"MZ1","media":{"payload":"AAA"}}"#, .badPayload),
        (
            #"{"event":"media","streamSid":"MZ1","media":{"payload":"AAAA"},"mark":{"name":"a"}}"#,
            .unexpectedField("mark")
        ),
        (#"{"event":5,"streamSid":"MZ1"}"#, .badValue("event")),
    ])
    func `commands are read strictly`(text: String, code: MediaStreamError.Code) {
        let error = #expect(throws: MediaStreamError.self) { try command(text, sid: "MZ1") }
        #expect(error?.code == code)
    }

    private func command(_ text: String, sid: String = sid) throws -> MediaStreamCommand {
        try Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(MediaStreamError) in try MediaStreamCommand.decode(bytes, streamSid: sid) }
        }.get()
    }
}

struct MediaStreamEventWriterTests {
    private let start = StreamStart(
        streamSid: sid, callSid: "CA0a", accountSid: "AC01", customParameters: ["token": "t", "from": "+1"])

    @Test func `events are written as Twilio writes them`() {
        var events = MediaStreamEventWriter(start)
        var buffer = ByteBuffer()
        events.writeConnected(into: &buffer)
        buffer.writeString("\n")
        events.writeStart(into: &buffer)
        buffer.writeString("\n")
        [UInt8](repeating: 0xFF, count: 8).withUnsafeBytes {
            events.writeMedia(audio: $0, timestamp: 155, into: &buffer)
        }
        buffer.writeString("\n")
        events.writeDTMF("5", into: &buffer)
        buffer.writeString("\n")
        events.writeMark("r12:end", into: &buffer)
        buffer.writeString("\n")
        events.writeStop(into: &buffer)
        let expected = [
            #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#,
            #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC01","streamSid":"\#(sid)","callSid":"CA0a","#
                + #""tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"#
                + #""customParameters":{"from":"+1","token":"t"}},"streamSid":"\#(sid)"}"#,
            #"{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"155","#
                + #""payload":"//////////8="},"streamSid":"\#(sid)"}"#,
            #"{"event":"dtmf","streamSid":"\#(sid)","sequenceNumber":"3","dtmf":{"track":"inbound_track","digit":"5"}}"#,
            #"{"event":"mark","sequenceNumber":"4","streamSid":"\#(sid)","mark":{"name":"r12:end"}}"#,
            #"{"event":"stop","sequenceNumber":"5","stop":{"accountSid":"AC01","callSid":"CA0a"},"streamSid":"\#(sid)"}"#,
        ]
        #expect(String(buffer: buffer) == expected.joined(separator: "\n"))
    }

    @Test(arguments: [
        MediaStreamEventWriter.Variations(), .init(writesCountersAsNumbers: true, omitsCustomParameters: true),
    ])
    func `the server reads every event`(variations: MediaStreamEventWriter.Variations) throws {
        var events = MediaStreamEventWriter(start, variations: variations)
        func read(_ write: (inout ByteBuffer) -> Void) throws -> MediaStreamMessage {
            var buffer = ByteBuffer()
            write(&buffer)
            return try MediaStreamMessage.decode(buffer)
        }
        var expected = start
        if variations.omitsCustomParameters { expected.customParameters = [:] }
        #expect(try read { events.writeConnected(into: &$0) } == .connected)
        #expect(try read { events.writeStart(into: &$0) } == .start(expected))
        let media = try read { buffer in
            [UInt8](0..<160).withUnsafeBytes { events.writeMedia(audio: $0, timestamp: 120, into: &buffer) }
        }
        guard case .media(let frame) = media else {
            Issue.record("no media")
            return
        }
        #expect(frame.audioByteCount == 160 && frame.timestamp == 120 && frame.chunk == 1 && frame.sequence == 2)
        #expect(try read { events.writeDTMF("#", into: &$0) } == .dtmf(digit: "#"))
        #expect(try read { events.writeMark("a\"b", into: &$0) } == .mark(name: "a\"b"))
        #expect(try read { events.writeStop(into: &$0) } == .stop)
    }
}
