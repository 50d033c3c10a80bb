import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import NIOHTTP1
import NIOWebSocket
import ServiceLifecycle
import Testing

/// Sessions of web clients, from `GET /session` to the goodbye.
struct WebSessionTests {
    private static func options(_ more: String = "") -> TestLine.Options {
        var options = TestLine.Options()
        options.tenants = TestLine.webTenants(more)
        return options
    }

    @Test(.timeLimit(.minutes(3)), arguments: [true, false])
    func `a caller in a browser is let in, greeted, heard and answered, and hangs up`(withUpgrade: Bool) async throws {
        try await TestLine.run(Self.options()) { line in
            let (client, session) = try await line.openWeb(withUpgrade: withUpgrade)
            let ready = try await client.told("ready")
            #expect(ready["session"]?.string == client.session)
            let place = line.ear.ledger.count
            try await client.told("turn") { $0["text"]?.string == TestLine.greeting }
            try await client.saySomething()
            try await line.ear.sent("response.done", in: session, after: place)
            try await client.told("turn") { $0["speaker"] == "caller" && $0["text"] == "turn 1" }
            try await client.told("turn") { $0["speaker"] == "agent" && $0["text"] == "Answer 1." }
            #expect(client.audioBytes > 0)
            try await client.say(.bye)
            #expect(try await client.ending() == .init(1000, "caller_hung_up"))
            #expect(try await line.ending(of: client.session).0 == Termination(.callerHungUp))
            try await line.settles(at: 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a session's answer has all that a client needs, and no cache keeps it`() async throws {
        try await TestLine.run(Self.options()) { line in
            let answer = try await line.session()
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "cache-control") == "no-store")
            #expect(answer.body["session"]?.string.map(WebHello.isSession) == true)
            #expect(answer.body["expires_in"] == 15)
            #expect(answer.body["socket"] == "wss://voice.example/web/media")
            #expect(answer.body["path"] == "/web/media")
            #expect(answer.body["model"]?.string?.isEmpty == false)
            #expect(answer.body["token"]?.string?.split(separator: ".").count == 3)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `only CORA's own page, and pages that the tenant names, are let in`() async throws {
        try await TestLine.run(Self.options("webOrigins: [\"https://ray.example\"]")) { line in
            let refused: [HTTPHeaders] = [
                [:], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "none"],
                ["Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"],
                ["Origin": "https://ray.example.evil.example"], ["Origin": "http://ray.example"], ["Origin": "null"],
            ]
            for headers in refused {
                let answer = try await line.session(headers: headers)
                #expect(answer.status == 403 && answer.code == "origin_refused", "\(headers)")
                #expect(answer.headers.first(name: "access-control-allow-origin") == nil)
            }
            let named = try await line.session(
                headers: ["Sec-Fetch-Site": "cross-site", "Origin": "https://ray.example"])
            #expect(named.status == 200)
            #expect(named.headers.first(name: "access-control-allow-origin") == "https://ray.example")
            #expect(await line.application.supervisor.admissionFigures().calls.pending == 1)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a business without a web line gives no session, nor does one that there is not`() async throws {
        try await TestLine.run { line in
            let refused = try await line.session()
            #expect(refused.code == "no_web_line")
        }
        try await TestLine.run(Self.options()) { line in
            #expect(try await line.session("?tenant=shop").status == 200)
            let other = try await line.session("?tenant=nobody")
            #expect(other.status == 404 && other.code == "no_web_line")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `at the limit a client is told when to try again`() async throws {
        try await TestLine.run(Self.options("limits:\n  concurrentCalls: 1")) { line in
            let (client, _) = try await line.openWeb()
            let refused = try await line.session()
            #expect(refused.status == 429 && refused.code == "tenant_calls")
            #expect(refused.headers.first(name: "retry-after") == "30")
            #expect(refused.body["error"]?["message"]?.string?.hasPrefix("I'm sorry, all our lines are busy.") == true)
            // The telephone has the same lines.
            #expect(try await line.announce().token == nil)
            try await client.say(.bye)
            try await line.settles(at: 0)
            try await eventually("its place") { try await line.announce().token != nil }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `an address that asks too often waits`() async throws {
        try await TestLine.run(Self.options()) { line in
            for _ in 0..<5 { #expect(try await line.session().status == 200) }
            let refused = try await line.session()
            #expect(refused.status == 429 && refused.code == "too_often")
            #expect(
                refused.headers.first(name: "retry-after").flatMap { Int($0) }.map { (1...12).contains($0) } == true)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a token is good once; the session that had it goes on`() async throws {
        try await TestLine.run(Self.options()) { line in
            let answer = try await line.session()
            let first = try await line.dial(answer)
            try await first.told("ready")
            let second = try await line.dial(answer)
            #expect(try await second.ending() == .init(1008, "token_used"))
            try await first.say(.heartbeat(id: 1))
            try await first.told("heartbeat")
            #expect(await line.application.supervisor.liveCount == 1)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a session that another one's token asks for is refused`() async throws {
        try await TestLine.run(Self.options()) { line in
            let (one, other) = (try await line.session(), try await line.session())
            let client = try await WebClient.dial(port: line.port, session: "")
            let session = try #require(other.body["session"]?.string)
            try await client.say(
                .hello(WebHello(session: session, token: try #require(one.body["token"]?.string))))
            #expect(try await client.ending() == .init(1008, "token_other_session"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a socket that names other subprotocols is refused, and no telephone's signature is asked for`() async throws {
        try await TestLine.run(Self.options()) { line in
            let headers: HTTPHeaders = [
                "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "chat",
            ]
            // Only the first request of a connection can become a socket.
            let plain = try await line.get("/web/media", headers: ["Connection": "close"])
            #expect(plain.status == 426)
            let other = try await line.get("/web/media", headers: headers)
            #expect(other.status == 400)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a drain says goodbye to live sessions and lets no new one in`() async throws {
        try await TestLine.run(Self.options()) { line in
            let (client, _) = try await line.openWeb()
            try await client.told("turn") { $0["text"]?.string == TestLine.greeting }
            await line.application.supervisor.beginDraining()
            let refused = try await line.session()
            #expect(refused.status == 503 && refused.code == "draining")
            await line.services.triggerGracefulShutdown()
            #expect(try await client.ending() == .init(1001, "drained"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `an operator hangs a session up, and cannot put it through`() async throws {
        var options = Self.options("humanNumber: \"+14155550177\"")
        options.settings = { $0.access.opsToken = Secret("ops-0123456789abcdef") }
        try await TestLine.run(options) { line in
            let (client, _) = try await line.openWeb()
            let token = "ops-0123456789abcdef"
            let through = try await line.ops(
                "/ops/calls/\(client.session)/transfer", token: token, method: .POST)
            #expect(through.status == .conflict)
            let done = try await line.ops(
                "/ops/calls/\(client.session)/hangup?now=true", token: token, method: .POST)
            #expect(done.status == .ok)
            #expect(try await client.ending() == .init(1000, "operator_ended"))
        }
    }

    @Test(.timeLimit(.minutes(3)), arguments: [true, false])
    func `a frame that is too large, or has no mask, costs its own session alone`(isLarge: Bool) async throws {
        try await TestLine.run(Self.options()) { line in
            let (bystander, _) = try await line.openWeb()
            let (client, _) = try await line.openWeb()
            let data = ByteBuffer(repeating: 0, count: isLarge ? (64 << 10) + 1 : 960)
            try await client.send(.binary, data, isMasked: isLarge)
            let ending = try await client.ending()
            #expect(ending.code == (isLarge ? 1009 : 1002))
            #expect(ending.word == (isLarge ? "too_large" : "bad_frame"))
            try await line.settles(at: 1)
            try await bystander.say(.heartbeat(id: 1))
            try await bystander.told("heartbeat")
        }
    }
}
