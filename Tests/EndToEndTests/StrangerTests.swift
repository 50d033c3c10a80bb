import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSettings
import CoraSupervisor
import CoraTenant
import CoraTwilio
import CoraWire
import Foundation
import Testing

struct StrangerTests {
    private static let opsToken = "ops-0123456789abcdef"

    private static let unsigned = """
        POST /twilio/voice HTTP/1.1\r
        Host: voice.example\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: 60000\r

        """ + "\r\n"

    @Test(.timeLimit(.minutes(3)))
    func `a webhook without a signature is refused at its head, before its body comes`() async throws {
        try await TestLine.run { line in
            let stranger = try await RawConnection.open(port: line.port)
            try await stranger.send(Self.unsigned)
            try await stranger.hears("403 Forbidden")
            await stranger.close()
            #expect(line.ear.ledger.events.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `strangers who hold connections open lose the oldest; calls go on, and new ones come through`() async throws {
        var options = TestLine.Options()
        options.settings = {
            $0.server.maxConnections = 16
            $0.access.opsToken = Secret(Self.opsToken)
        }
        try await TestLine.run(options) { line in
            let (socket, session) = try await line.openLive()
            var strangers: [RawConnection] = []
            for _ in 0..<40 { strangers.append(try await RawConnection.open(port: line.port)) }
            for stranger in strangers.prefix(20) { try await stranger.isClosedByServer() }
            // The client's own idle connection is among the oldest; it may learn that it is closed when it asks.
            try await eventually("a new call's TwiML") { (try? await line.announce())?.token != nil }
            // The call that lives has shown its ticket: it is not among them.
            let place = line.ear.ledger.count
            try await socket.saySomething()
            try await line.ear.sent("response.output_audio.done", in: session, after: place)
            let answer = try await line.ops("/ops/stats", token: Self.opsToken)
            let stats = try JSON.parse(try await answer.body.collect(upTo: 1 << 20))
            #expect(stats["strangers"]?["limit"]?.int == 16)
            #expect(stats["strangers"]?["turned_away"]?["crowd"]?.int ?? 0 >= 20)
            for stranger in strangers { await stranger.close() }
            try await socket.hangUp()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a connection that asks for nothing more is closed after the time that the settings say`() async throws {
        var options = TestLine.Options()
        options.settings = { $0.server.requests.idle = .seconds(1) }
        try await TestLine.run(options) { line in
            let stranger = try await RawConnection.open(port: line.port)
            try await stranger.send("GET /healthz HTTP/1.1\r\nHost: voice.example\r\n\r\n")
            try await stranger.hears("200 OK")
            try await stranger.isClosedByServer()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a head that is too large is not read to its end`() async throws {
        var options = TestLine.Options()
        options.settings = { $0.server.requests.head = .seconds(300) }
        try await TestLine.run(options) { line in
            let stranger = try await RawConnection.open(port: line.port)
            let fields = (0..<90).map { "X-\($0): " + String(repeating: "a", count: 1000) + "\r\n" }.joined()
            try? await stranger.send("GET /healthz HTTP/1.1\r\nHost: voice.example\r\n" + fields)
            try await stranger.isClosedByServer()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a copied request for a call that is over opens nothing, and changes nothing in the record`() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive()
            let sid = socket.callSID
            try await socket.hangUp()
            _ = try await line.ending(of: sid)
            let over = FormBody([.init("CallSid", sid), .init("CallStatus", "completed")])
            #expect(try await line.post("/twilio/status", over).status == 204)
            let (sessions, entries) = (line.ear.ledger.count, line.calls.count)
            let voice = try await line.announce(callSID: sid).answer
            #expect(voice == HTTPAnswer(status: 403, body: ""))
            #expect(try await line.after(sid, "attempt=3").token == nil)
            #expect(line.ear.ledger.count == sessions)
            #expect(line.calls.count == entries)
            #expect(await line.application.supervisor.isEmpty())
            // Another call is another matter.
            #expect(try await line.announce().token != nil)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a server without file descriptors keeps its calls and its port, and names the problem`() async throws {
        try await ServerSurroundings.with { around in
            var settings = around.settings
            settings["DATABASE_URL"] = nil
            settings["OPS_TOKEN"] = Self.opsToken
            let server = try await ServerProcess.start(settings, in: around.folder)
            let call = try await around.open(on: server)
            try server.limitFiles(to: server.openFiles + 4)
            var strangers: [RawConnection] = []
            for _ in 0..<12 { strangers.append(try await RawConnection.open(port: server.port)) }
            try await server.says("a connection could not be accepted")
            // The call's audio still reaches the model.
            let place = around.dictation.ear.ledger.count
            try await call.socket.saySomething()
            try await around.dictation.ear.sent("response.output_audio.done", in: call.session, after: place)
            for stranger in strangers { await stranger.close() }
            // The port is still there, and so is the problem.
            try await eventually("the problem's name") {
                let answer = try? await around.read("/ops/stats", token: Self.opsToken, from: server)
                return answer?.body.contains(#""id":"files_used_up""#) == true
            }
            try server.limitFiles(to: 1024)
            #expect(try await around.announce(to: server).token != nil)
            try await call.socket.hangUp()
            try await server.stop()
        }
    }
}
