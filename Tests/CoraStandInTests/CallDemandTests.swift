import CoraWire
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CoraStandIn

/// Client secrets and calls over HTTP, without a socket (reference, 1.3 to 1.6).
struct CallDemandTests {
    private static let now = 1_790_000_000
    private static let offer = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    private let desk = CallDesk()

    private func demand(
        _ path: String, _ body: String, key: String = "sk-a", type: String = "application/json",
        at time: Int = CallDemandTests.now
    ) throws(HTTPRefusal) -> CallDemand {
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: "/v1/realtime/" + path,
            headers: ["authorization": "Bearer \(key)", "content-type": type])
        return try CallDemand(
            head, body: ByteBuffer(string: body), configuration: StandInConfiguration(), desk: desk, at: time)
    }

    private func form(_ parts: [(name: String, text: String)]) -> String {
        parts.map { "--b1\r\nContent-Disposition: form-data; name=\"\($0.name)\"\r\n\r\n\($0.text)\r\n" }.joined()
            + "--b1--\r\n"
    }

    private func refusal(_ body: () throws(HTTPRefusal) -> CallDemand) -> HTTPRefusal? {
        do throws(HTTPRefusal) {
            _ = try body()
            return nil
        } catch { return error }
    }

    @Test func `a secret has the configuration that is asked for, and ten minutes`() throws {
        let session: JSON = ["type": "realtime", "model": "gpt-realtime-2.1-mini", "instructions": "Be brief."]
        let asked: JSON = ["session": session]
        #expect(try demand("client_secrets", asked.text) == .secret(seconds: 600, session: session))
        let short: JSON = ["expires_after": ["anchor": "created_at", "seconds": 60]]
        #expect(
            try demand("client_secrets", short.text)
                == .secret(seconds: 60, session: ["type": "realtime", "model": "gpt-realtime"]))
        #expect(try demand("client_secrets", "") == demand("client_secrets", "{}"))
    }

    @Test(
        arguments: [
            (#"{"expires_after":{"seconds":9}}"#, "expires_after.seconds"),
            (#"{"expires_after":{"seconds":7201}}"#, "expires_after.seconds"),
            (#"{"expires_after":{"anchor":"now"}}"#, "expires_after.anchor"),
            (#"{"session":{"type":"realtime","voice":"marin"}}"#, "session.voice"),
            (#"{"session":{"type":"realtime","audio":{"output":{"voice":"bass"}}}}"#, "session.audio.output.voice"),
            (#"{"session":{"type":"realtime","model":"gpt-9"}}"#, "model"),
            (#"{"session":7}"#, "session"), (#"{"life":1}"#, "life"), ("{", nil),
        ] as [(String, String?)])
    func `a secret that cannot be had is refused, and the reason named`(body: String, parameter: String?) {
        let refused = refusal { () throws(HTTPRefusal) in try demand("client_secrets", body) }
        #expect(refused?.status == .badRequest)
        #expect(refused?.error.parameter == parameter)
    }

    @Test func `a secret starts several calls, until it expires`() throws {
        let session: JSON = ["type": "realtime", "model": "gpt-realtime"]
        #expect(desk.keep("ek_1", starts: session, until: Self.now + 10, at: Self.now))
        for time in [Self.now, Self.now + 10] {
            #expect(
                try demand("calls", Self.offer, key: "ek_1", type: "application/sdp", at: time)
                    == .call(offer: Self.offer, session: session))
        }
        for (key, time) in [("ek_1", Self.now + 11), ("ek_2", Self.now), ("sk-a", Self.now)] {
            let refused = refusal { () throws(HTTPRefusal) in
                try demand("calls", Self.offer, key: key, type: "application/sdp", at: time)
            }
            #expect(refused?.status == .unauthorized)
        }
    }

    @Test func `a server sends the offer and the configuration as a form`() throws {
        let session: JSON = ["type": "realtime", "model": "gpt-realtime-mini", "instructions": "Line one.\r\nTwo."]
        let type = "multipart/form-data; boundary=\"b1\""
        #expect(
            try demand("calls", form([("sdp", Self.offer), ("session", session.text)]), type: type)
                == .call(offer: Self.offer, session: session))
        #expect(
            try demand("calls", form([("sdp", Self.offer)]), type: "Multipart/Form-Data; boundary=b1")
                == .call(offer: Self.offer, session: ["type": "realtime", "model": "gpt-realtime"]))
    }

    @Test(
        arguments: [
            ("calls", "x", "ek_1", "multipart/form-data; boundary=b1", 401),
            ("calls", "x", "sk-wrong", "multipart/form-data; boundary=b1", 401),
            ("calls", "x", "sk-a", "text/plain", 415), ("calls", "x", "sk-a", "multipart/form-data", 415),
            ("calls", "x", "sk-a", "multipart/form-data; boundary=b1", 400),
            ("client_secrets", "{}", "ek_1", "application/json", 401), ("client_secrets", "{}", "", "", 401),
            ("calls/rtc_1/hangup", "", "ek_1", "", 401), ("calls/rtc_1/refer", "", "sk-a", "", 404),
            ("calls/rtc_1", "", "sk-a", "", 404), ("sessions", "", "sk-a", "", 404), ("", "", "sk-a", "", 404),
        ])
    func `what is no such request is refused`(path: String, body: String, key: String, type: String, status: UInt) {
        let refused = refusal { () throws(HTTPRefusal) in try demand(path, body, key: key, type: type) }
        #expect(refused?.status.code == status)
    }

    @Test func `an offer has audio`() {
        #expect(desk.keep("ek_1", starts: [:], until: Self.now, at: Self.now))
        for offer in ["", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "{}"] {
            let refused = refusal { () throws(HTTPRefusal) in
                try demand("calls", offer, key: "ek_1", type: "application/sdp")
            }
            #expect(refused?.error.parameter == "sdp")
        }
    }

    @Test func `a hang-up names its call`() throws {
        #expect(try demand("calls/rtc_1/hangup", "") == .hangUp("rtc_1"))
    }

    @Test func `no more secrets are good at a time than there is room for`() {
        for number in 0..<CallDesk.limit {
            #expect(desk.keep("ek_\(number)", starts: [:], until: Self.now + 10, at: Self.now))
        }
        #expect(!desk.keep("ek_more", starts: [:], until: Self.now + 10, at: Self.now))
        #expect(desk.keep("ek_more", starts: [:], until: Self.now + 30, at: Self.now + 11))
    }
}

/// What the server answers over HTTP, on a testing channel.
struct CallAnswerTests {
    private let channel = EmbeddedChannel()

    private func answer(_ server: StandInServer, _ path: String, _ body: String) throws -> HTTPAnswer {
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: "/v1/realtime/" + path,
            headers: [
                "authorization": "Bearer sk-a",
                "content-type": path == "calls" ? "multipart/form-data; boundary=b1" : "application/json",
            ])
        return try server.answer(head, ByteBuffer(string: body), on: channel).wait()
    }

    private func server(_ faults: PlannedFault...) -> StandInServer {
        StandInServer(
            configuration: StandInConfiguration(faults: StandInFaults(planned: faults)), logger: Logger(label: "test"))
    }

    @Test func `a secret comes with its expiry and the whole session`() throws {
        let asked: JSON = [
            "expires_after": ["seconds": 60],
            "session": ["type": "realtime", "model": "gpt-realtime-mini", "audio": ["output": ["voice": "cedar"]]],
        ]
        let answer = try answer(server(), "client_secrets", asked.text)
        #expect(answer.status == .ok)
        let body = try JSON.parse(ByteBuffer(string: answer.body))
        #expect(body["value"]?.string?.hasPrefix("ek_") == true)
        #expect((body["expires_at"]?.int ?? 0) > 60)
        #expect(body["session"]?["expires_at"] == 0)
        #expect(body["session"]?["model"] == "gpt-realtime-mini")
        #expect(body["session"]?["audio"]?["output"]?["voice"] == "cedar")
        #expect(body["session"]?["audio"]?["input"]?["format"] == ["type": "audio/pcm", "rate": 24_000])
    }

    @Test func `without a peer helper calls are not implemented, and words say what is missing`() throws {
        let body = "--b1\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\nv=0\r\nm=audio 9 x\r\n\r\n--b1--\r\n"
        let answer = try answer(server(), "calls", body)
        #expect(answer.status == .notImplemented)
        #expect(answer.body.contains("--peers"))
    }

    @Test func `a call that is not there cannot be hung up`() throws {
        let answer = try answer(server(), "calls/rtc_1/hangup", "")
        #expect(answer.status == .notFound)
        #expect(answer.body.contains("call_id_not_found"))
    }

    @Test func `requests are refused or answered late, each kind by its own faults`() throws {
        let server = server(
            PlannedFault(.secret(.refuse(status: 503))), PlannedFault(.secret(.delay(.milliseconds(300)))),
            PlannedFault(.call(.refuse(status: 429, retryAfterSeconds: 2))))
        #expect(try answer(server, "client_secrets", "").status == .serviceUnavailable)
        let late = try answer(server, "client_secrets", "")
        #expect(late.status == .ok)
        #expect(late.delay == .milliseconds(300))
        #expect(try answer(server, "client_secrets", "").delay == .zero)
        let body = "--b1\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\nv=0\r\nm=audio 9 x\r\n\r\n--b1--\r\n"
        let busy = try answer(server, "calls", body)
        #expect(busy.status == .tooManyRequests)
        #expect(busy.headers["retry-after"] == ["2"])
    }
}
