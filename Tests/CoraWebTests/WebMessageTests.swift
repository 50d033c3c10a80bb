import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import Testing

private let session = "WS0123456789abcdef0123456789abcdef"

private let figures: PageFigures = {
    var figures = PageFigures()
    (figures.media, figures.firstAudio) = (.webrtc, .milliseconds(412))
    (figures.turns, figures.bargeIns) = ([.milliseconds(640), .milliseconds(710)], [.milliseconds(85)])
    (figures.gaps, figures.gapTime, figures.jitter) = (2, .milliseconds(140), .milliseconds(9))
    (figures.lost, figures.received, figures.roundTrip) = (12, PageFigures.greatest, .milliseconds(38))
    return figures
}()

struct WebMessageTests {
    private func decode(_ text: String) throws(WebMessageError) -> WebMessage {
        try ByteBuffer(string: text).withUnsafeReadableBytes { bytes in
            Result { () throws(WebMessageError) in try WebMessage.decode(bytes) }
        }.get()
    }

    @Test(arguments: [
        (
            #"{"token":"a.b.c","type":"hello","session":"\#(session)","x":[1,{}]}"#,
            WebMessage.hello(WebHello(session: session, token: "a.b.c"))
        ),
        (#"{"type":"played","position":48000}"#, .played(position: 48_000)),
        (#"{"type":"played","position":48000.0}"#, .played(position: 48_000)),
        (#"{"type":"heartbeat","id":0}"#, .heartbeat(id: 0)),
        (#"{"type":"figures"}"#, .figures(PageFigures())),
        (#"{"type":"figures","gaps":null,"turn_ms":[],"media":null}"#, .figures(PageFigures())),
        (
            """
            {"type":"figures","first_audio_ms":412,"turn_ms":[640,710.0],"barge_in_ms":[85],"gaps":2,"gap_ms":140,
             "jitter_ms":9,"lost":12,"received":1000000000,"round_trip_ms":38,"media":"webrtc","fps":60}
            """, .figures(figures)
        ),
        (#" {"type":"bye"} "#, .bye),
        (#"{"type":"video","frames":[]}"#, .unknown(type: "video")),
    ])
    func `a client's messages are read`(text: String, message: WebMessage) throws {
        #expect(try decode(text) == message)
    }

    @Test(arguments: [
        WebMessage.hello(WebHello(session: session, token: #"a"b"#)), .played(position: WebMessage.greatestNumber),
        .heartbeat(id: 7), .bye, .unknown(type: "é"), .figures(figures), .figures(PageFigures()),
    ])
    func `a message that was written reads as the same`(message: WebMessage) throws {
        var buffer = ByteBuffer()
        message.write(into: &buffer)
        #expect(try decode(String(buffer: buffer)) == message)
    }

    @Test(arguments: [
        (#"{"position":1}"#, WebMessageError.missing("type")), (#"{"type":1}"#, .bad("type")),
        (#"{"type":"played"}"#, .missing("position")), (#"{"type":"played","position":-1}"#, .bad("position")),
        (#"{"type":"played","position":1.5}"#, .bad("position")),
        (#"{"type":"played","position":"1"}"#, .bad("position")),
        (#"{"type":"played","position":9007199254740992}"#, .bad("position")),
        (#"{"type":"figures","gaps":-1}"#, .bad("gaps")), (#"{"type":"figures","lost":"1"}"#, .bad("lost")),
        (#"{"type":"figures","jitter_ms":1.5}"#, .bad("jitter_ms")),
        (#"{"type":"figures","received":1000000001}"#, .bad("received")),
        (#"{"type":"figures","first_audio_ms":[1]}"#, .bad("first_audio_ms")),
        (#"{"type":"figures","turn_ms":7}"#, .bad("turn_ms")),
        (#"{"type":"figures","turn_ms":[1,null]}"#, .bad("turn_ms")),
        (#"{"type":"figures","barge_in_ms":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#, .bad("barge_in_ms")),
        (#"{"type":"figures","media":"carrier"}"#, .bad("media")), (#"{"type":"figures","media":1}"#, .bad("media")),
        (#"{"type":"heartbeat","id":null}"#, .bad("id")), (#"{"type":"hello","token":"t"}"#, .missing("session")),
        (#"{"type":"hello","session":"s"}"#, .missing("token")),
        (#"{"type":"hello","session":1,"token":"t"}"#, .bad("session")),
        (#"{"type":"hello","session":"s","token":["t"]}"#, .bad("token")), ("[]", .notJSON("not an object")),
        ("17", .notJSON("not an object")),
    ])
    func `a message that is wrong has its fault named`(text: String, fault: WebMessageError) {
        #expect(throws: fault) { try decode(text) }
    }

    @Test(arguments: ["", "{", #"{"type":"bye""#, #"{"type":"bye"}x"#, "\u{0}"])
    func `what is not JSON is said to be none, and where`(text: String) {
        #expect {
            try decode(text)
        } throws: {
            if case .notJSON(let why) = $0 as? WebMessageError { why.contains("at byte") } else { false }
        }
    }
}
