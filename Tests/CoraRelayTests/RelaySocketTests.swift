import CoraWire
import NIOCore
import NIOEmbedded
import Testing

@testable import CoraRelay

struct RelaySocketTests {
    private static let media = #"{"event":"media","media":{"track":"inbound","payload":"VVVV"},"streamSid":"MZ1"}"#
    private static let append = #"{"type":"input_audio_buffer.append","audio":"VVVV"}"#
    private static let delta = #"{"type":"response.output_audio.delta","item_id":"item_1","delta":"AAAA"}"#
    private static let mediaOut = #"{"event":"media","streamSid":"\#(RelayedCall.stream)","media":{"payload":"AAAA"}}"#
    private static let markOut = #"{"event":"mark","streamSid":"\#(RelayedCall.stream)","mark":{"name":"a"}}"#
    private static let clearOut = #"{"event":"clear","streamSid":"\#(RelayedCall.stream)"}"#

    // MARK: Heads

    @Test func `a webhook is answered with a stream and a token, once its body is there`() throws {
        let call = try RelayedCall()
        try call.carrierSends(Array("POST /any HTTP/1.1\r\nHost: bench.example:80\r\nContent-Length: 3\r\n\r\na=".utf8))
        #expect(try call.atCarrier().isEmpty)
        try call.carrierSends(Array("b".utf8))
        let answer = String(decoding: try call.atCarrier().joined(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(
            answer.hasSuffix(
                #"<Response><Connect><Stream url="ws://bench.example:80/media"><Parameter name="token" value="1"/></Stream></Connect></Response>"#
            ))
        #expect(call.isOver)
    }

    @Test func `a host that is none is not repeated`() throws {
        let call = try RelayedCall()
        try call.carrierSends(Array("POST / HTTP/1.1\r\nHost: \"><Hangup\r\n\r\n".utf8))
        #expect(!String(decoding: try call.atCarrier().joined(), as: UTF8.self).contains("Hangup"))
    }

    @Test func `a key is answered, and the model is dialled when the stream starts`() throws {
        let call = try RelayedCall()
        try call.carrierSends(Array(RelayedCall.upgrade.utf8))
        let answer = String(decoding: try call.atCarrier().joined(), as: UTF8.self)
        #expect(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        #expect(call.model == nil)
        try call.carrierSends(RelayedCall.frame(RelayedCall.start, isMasked: true))
        let request = String(decoding: try call.atModel().joined(), as: UTF8.self)
        #expect(request.hasPrefix("GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: model:9090\r\n"))
        #expect(request.hasSuffix("Authorization: Bearer key\r\n\r\n"))
    }

    @Test func `the session is set up and the greeting asked for, in one write`() throws {
        let call = try RelayedCall()
        try call.carrierSends(Array(RelayedCall.upgrade.utf8) + RelayedCall.frame(RelayedCall.start, isMasked: true))
        _ = try call.atModel()
        try call.modelSends(Array("HTTP/1.1 101 Switching Protocols\r\n\r\n".utf8))
        let writes = try call.atModel()
        #expect(writes.count == 1)
        let texts = try RelayedCall.texts(Array(writes.joined()), isMasked: true)
        #expect(texts.count == 2)
        let update = try JSON.parse(ByteBuffer(string: try #require(texts.first)))
        #expect(update["type"]?.string == "session.update")
        #expect(texts.last == #"{"type":"response.create"}"#)
    }

    @Test func `a model that refuses the upgrade ends the call`() throws {
        let call = try RelayedCall()
        try call.carrierSends(Array(RelayedCall.upgrade.utf8) + RelayedCall.frame(RelayedCall.start, isMasked: true))
        try call.modelSends(Array("HTTP/1.1 503 Service Unavailable\r\n\r\n".utf8))
        #expect(call.isOver)
    }

    // MARK: Audio

    @Test func `a caller's audio is appended as it came, wherever its bytes are split`() throws {
        let bytes = RelayedCall.frame(Self.media, isMasked: true) + RelayedCall.frame(Self.media, isMasked: true)
        for split in 0...bytes.count {
            let call = try RelayedCall.open()
            try call.carrierSends(Array(bytes[..<split]))
            try call.carrierSends(Array(bytes[split...]))
            let texts = try RelayedCall.texts(Array(call.atModel().joined()), isMasked: true)
            #expect(texts == [Self.append, Self.append])
        }
    }

    @Test func `a delta is played and marked, wherever its bytes are split`() throws {
        let bytes = RelayedCall.frame(Self.delta, isMasked: false) + RelayedCall.frame(Self.delta, isMasked: false)
        for split in 0...bytes.count {
            let call = try RelayedCall.open()
            try call.modelSends(Array(bytes[..<split]))
            try call.modelSends(Array(bytes[split...]))
            let texts = try RelayedCall.texts(Array(call.atCarrier().joined()), isMasked: false)
            #expect(texts == [Self.mediaOut, Self.markOut, Self.mediaOut, Self.markOut])
        }
    }

    @Test func `what one read brings leaves in one write`() throws {
        let call = try RelayedCall.open()
        try call.modelSends(Array(repeating: RelayedCall.frame(Self.delta, isMasked: false), count: 5).flatMap { $0 })
        let writes = try call.atCarrier()
        #expect(writes.count == 1)
        #expect(try RelayedCall.texts(Array(writes.joined()), isMasked: false).count == 10)
    }

    @Test func `speech clears what the caller has not heard`() throws {
        let call = try RelayedCall.open()
        try call.modelSends(
            RelayedCall.frame(#"{"type":"input_audio_buffer.speech_started","item_id":"i"}"#, isMasked: false))
        #expect(try RelayedCall.texts(Array(call.atCarrier().joined()), isMasked: false) == [Self.clearOut])
    }

    @Test func `other events pass without a trace`() throws {
        let call = try RelayedCall.open()
        try call.modelSends(RelayedCall.frame(#"{"type":"response.done"}"#, isMasked: false))
        try call.carrierSends(RelayedCall.frame(#"{"event":"mark","mark":{"name":"a"}}"#, isMasked: true))
        #expect(try call.atCarrier().isEmpty)
        #expect(try call.atModel().isEmpty)
        #expect(!call.isOver)
    }

    @Test func `a ping is answered on its own socket`() throws {
        let call = try RelayedCall.open()
        try call.carrierSends(RelayedCall.frame("hi", .ping, isMasked: true))
        #expect(try call.atCarrier().joined().elementsEqual(RelayedCall.frame("hi", .pong, isMasked: false)))
    }

    // MARK: Nonsense

    @Test(arguments: [
        RelayedCall.frame("{}", isMasked: true), RelayedCall.frame(#"{"event":"stop"}"#, isMasked: true),
        RelayedCall.frame(#"{"event":"media","media":{}}"#, isMasked: true),
        RelayedCall.frame("", .close, isMasked: true),
        RelayedCall.frame(Self.media, isMasked: false), [0xFF, 0xFF, 0xFF, 0xFF], Array("GET / HTTP/1.1\r\n".utf8),
    ])
    func `what a carrier may not say closes both sockets`(_ bytes: [UInt8]) throws {
        let call = try RelayedCall.open()
        try call.carrierSends(bytes)
        #expect(call.isOver)
    }

    @Test(arguments: [
        RelayedCall.frame("{}", isMasked: false), RelayedCall.frame("", .close, isMasked: false),
        RelayedCall.frame(#"{"type":"response.output_audio.delta"}"#, isMasked: false),
        RelayedCall.frame(Self.delta, isMasked: true), [0x81, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0],
    ])
    func `what a model may not say closes both sockets`(_ bytes: [UInt8]) throws {
        let call = try RelayedCall.open()
        try call.modelSends(bytes)
        #expect(call.isOver)
    }

    @Test(arguments: ["nonsense\r\n\r\n", "PUT / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"])
    func `what is no request closes its connection`(_ text: String) throws {
        let call = try RelayedCall()
        try call.carrierSends(Array(text.utf8))
        #expect(call.isOver)
        #expect(try call.atCarrier().isEmpty)
    }

    @Test func `one end's hang-up is the other's`() throws {
        let call = try RelayedCall.open()
        try #require(call.model).close(promise: nil)
        #expect(call.isOver)
    }
}
