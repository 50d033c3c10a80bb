import AsyncHTTPClient
import CoraLoopback
import CoraStandIn
import CoraWire
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Testing

/// The stand-in's control port, asked over HTTP, and what it does to sessions on real sockets.
@Suite(.serialized)
struct StandInControlTests {
    private static let uri = "/v1/realtime?model=gpt-realtime"

    /// A stand-in and its control port.
    private struct Stage {
        var server: StandInServer
        var port: Int
        var control: Int

        /// Asks the control port.
        func ask(
            _ method: HTTPMethod, _ path: String, _ body: String? = nil
        ) async throws -> (status: UInt, body: JSON) {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(control)\(path)")
            request.method = method
            if let body { request.body = .bytes(ByteBuffer(string: body)) }
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            return (response.status.code, try JSON.parse(try await response.body.collect(upTo: 1 << 20)))
        }

        /// Asks the stand-in for a websocket, as a client that does not get one.
        func upgrade() async throws -> HTTPClientResponse {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(StandInControlTests.uri)")
            for (name, value) in [
                ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="), ("Authorization", "Bearer sk-test"),
            ] { request.headers.add(name: name, value: value) }
            return try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        }

        func connect() async throws -> RawClient {
            try await RawClient.connect(port: port, uri: StandInControlTests.uri)
        }
    }

    private func staged(
        _ configuration: StandInConfiguration = StandInConfiguration(recordCapacity: 10),
        _ body: (Stage) async throws -> Void
    ) async throws {
        let server = StandInServer(configuration: configuration, logger: Logger(label: "standin"))
        let controlServer = ControlServer(of: server)
        let stage = Stage(
            server: server, port: try await server.start(), control: try await controlServer.start())
        let result: Result<Void, any Error>
        do { result = .success(try await body(stage)) } catch { result = .failure(error) }
        await controlServer.shutdown()
        await server.shutdown()
        try result.get()
    }

    @Test func `planned faults befall the next dials, in order, and then no more`() async throws {
        try await staged { stage in
            let planned = try await stage.ask(
                .POST, "/faults",
                """
                [{"scope":"dial","fault":"refuse","status":429,"retry_after":2},
                 {"scope":"dial","fault":"reset"},
                 {"scope":"dial","fault":"close","reason":"invalid_model"},
                 {"scope":"dial","fault":"close","code":1013}]
                """)
            #expect(planned.status == 200)
            #expect(planned.body == ["planned": 4])
            let refused = try await stage.upgrade()
            #expect(refused.status.code == 429)
            #expect(refused.headers["retry-after"] == ["2"])
            await #expect(throws: (any Error).self) { try await stage.connect() }
            var closed = try await stage.connect().received.makeAsyncIterator()
            #expect(try await closed.next() == .text("error"))
            #expect(try await closed.next() == .close(4_000))
            closed = try await stage.connect().received.makeAsyncIterator()
            #expect(try await closed.next() == .close(1_013))
            var fine = try await stage.connect().received.makeAsyncIterator()
            #expect(try await fine.next() == .text("session.created"))
        }
    }

    @Test func `an upgrade that hangs is never answered`() async throws {
        try await staged { stage in
            stage.server.plan(PlannedFault(.dial(.hang)))
            let hanging = Task { try await stage.upgrade() }
            try await eventually("the fault is used up") { stage.server.plannedFaults == 0 }
            hanging.cancel()
            await #expect(throws: (any Error).self) { try await hanging.value }
            _ = try await stage.connect()
        }
    }

    @Test func `live sessions are listed, and one of them is closed, the others dropped`() async throws {
        try await staged { stage in
            let first = try await stage.connect()
            var received = first.received.makeAsyncIterator()
            #expect(try await received.next() == .text("session.created"))
            let one = try #require(try await stage.ask(.GET, "/sessions").body["sessions"]?[0])
            #expect(one["turns"] == 0)
            #expect((one["since"]?.int ?? 0) > 0)
            let id = try #require(one["id"]?.string)
            var others = try await stage.connect().received.makeAsyncIterator()
            #expect(try await others.next() == .text("session.created"))
            let closed = try await stage.ask(.POST, "/sessions/\(id)/close", #"{"reason":"session_expired"}"#)
            #expect(closed.body == ["sessions": 1])
            #expect(try await received.next() == .text("error"))
            #expect(try await received.next() == .close(1_001))
            try await first.channel.close()
            try await eventually("one session left") { stage.server.sessionsOpen == 1 }
            #expect(try await stage.ask(.POST, "/sessions/all/drop").body == ["sessions": 1])
            #expect(try await others.next() == nil)
            try await eventually("no session left") { stage.server.sessionsOpen == 0 }
            let record = try await stage.ask(.GET, "/record").body["sessions"]?.array
            #expect(record?.count == 2)
            #expect(record?[0]["id"]?.string == id)
            #expect(record?[0]["close_code"] == 1_001)
            #expect(record?[1]["close_code"] == nil)
            #expect(record?.allSatisfy { $0["open"] == false } == true)
        }
    }

    @Test func `a frozen session reads on and says nothing, until it is reset`() async throws {
        try await staged { stage in
            let client = try await stage.connect()
            var received = client.received.makeAsyncIterator()
            #expect(try await received.next() == .text("session.created"))
            #expect(try await stage.ask(.POST, "/sessions/all/freeze").status == 200)
            try await client.send(#"{"type":"response.create"}"#)
            try await client.close(.normalClosure)
            #expect(try await stage.ask(.POST, "/sessions/all/reset").body == ["sessions": 1])
            await #expect(throws: (any Error).self) {
                while let frame = try await received.next() { Issue.record("a frozen session sent \(frame)") }
            }
        }
    }

    @Test func `the record says what a live session heard and said`() async throws {
        let configuration = StandInConfiguration(thinkingTime: .zero, pacing: .immediate)
        try await staged(configuration) { stage in
            let client = try await stage.connect()
            try await client.send(
                #"{"type":"response.create","response":{"instructions":"Say exactly: \"Acme here.\""}}"#)
            for try await frame in client.received where frame == .text("response.done") { break }
            let session = try await stage.ask(.GET, "/record").body["sessions"]?[0]
            #expect(session?["open"] == true)
            #expect(session?["greetings"] == 1)
            #expect(session?["items"]?[0]?["text"] == "Acme here.")
            #expect(session?["responses"]?[0]?["status"] == "completed")
        }
    }

    @Test(
        arguments: [
            (.POST, "/faults", "{", 400), (.POST, "/faults", #"{"scope":"dial","fault":"melt"}"#, 400),
            (.GET, "/faults", nil, 405), (.GET, "/nowhere", nil, 404), (.POST, "/sessions/sess_x/drop", nil, 404),
            (.POST, "/faults", String(repeating: " ", count: 70_000), 413),
        ] as [(HTTPMethod, String, String?, UInt)])
    func `a broken request is told so`(method: HTTPMethod, path: String, body: String?, status: UInt) async throws {
        try await staged { stage in
            let answer = try await stage.ask(method, path, body)
            #expect(answer.status == status)
            #expect(answer.body["error"]?["message"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: ["0.0.0.0", "::"])
    func `the control port is on loopback or nowhere`(host: String) async throws {
        let control = ControlServer(
            of: StandInServer(configuration: StandInConfiguration(), logger: Logger(label: "standin")))
        await #expect(throws: LoopbackServer.NotLoopback.self) { try await control.start(host: host) }
    }
}
