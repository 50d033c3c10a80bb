import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSimulator
import CoraStore
import CoraTwilio
import CoraWire
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// The real server as a process of its own, killed in the middle of calls.
@Suite("A server that is killed")
struct KilledServerTests {
    private static let callsAtOnce = 6
    private static let rounds = 2

    /// A call, and the model's session it has.
    private struct Call: Sendable {
        var socket: MediaSocket
        var session: String
    }

    /// Everything around the server.
    private struct Surroundings: Sendable {
        let folder: String
        let database: EmbeddedPostgres
        let pool: PostgresPool
        let dictation: Dictation
        let modelPort: Int

        var settings: [String: String] {
            [
                "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(modelPort)/v1",
                "TWILIO_AUTH_TOKEN": TestLine.authToken, "PUBLIC_URL": TestLine.publicURL, "GREETING_WARM": "false",
                "TENANTS_FILE": folder + "/tenants.yaml", "DATABASE_URL": database.conninfo.text,
                "OUTBOX_FOLDER": folder + "/outbox", "SHUTDOWN_GRACE_SECONDS": "0", "LOG_FORMAT": "json",
                "PATH": "/usr/bin:/bin",
            ]
        }
    }

    @Test(
        "kill -9 in the middle of a burst: every accepted turn is in Postgres exactly once, in order, and no call stays open",
        .timeLimit(.minutes(5)))
    func killed() async throws {
        try await Self.withSurroundings { around in
            for _ in 1...Self.rounds {
                let server = try await ServerProcess.start(around.settings, in: around.folder)
                let (calls, death) = try await Self.burst(on: server, around)
                let again = try await ServerProcess.start(around.settings, in: around.folder)
                // They are ended once everything that was on disk is in the database.
                try await eventually("no call open") {
                    try await around.pool.query("SELECT 1 FROM calls WHERE ended_at IS NULL").count == 0
                }
                for call in calls { try await Self.check(call, around, death) }
                try await again.stop()
            }
            let doubled = try await around.pool.query(
                "SELECT call_id, sequence FROM call_turns GROUP BY call_id, sequence HAVING count(*) > 1")
            #expect(doubled.count == 0)
        }
    }

    /// Calls that talk at once until the server is killed.
    private static func burst(
        on server: ServerProcess, _ around: Surroundings
    ) async throws -> ([Call], ContinuousClock.Instant) {
        let before = around.dictation.words.count
        var calls: [Call] = []
        for _ in 1...callsAtOnce { calls.append(try await open(on: server, around)) }
        let death = try await withThrowingTaskGroup(of: Void.self) { tasks in
            for call in calls { tasks.addTask { try? await talk(on: call, around.dictation) } }
            try await eventually("a burst") { around.dictation.words.count - before >= 15 * callsAtOnce }
            try await Task.sleep(for: .milliseconds(1500))
            server.kill()
            let death = ContinuousClock.now
            tasks.cancelAll()
            return death
        }
        for call in calls { await call.socket.drop() }
        return (calls, death)
    }

    /// The caller talks as soon as the agent has answered, over the answer; every third is heard to its end.
    private static func talk(on call: Call, _ dictation: Dictation) async throws {
        for turn in 1...250 {
            let isPatient = turn.isMultiple(of: 3)
            if isPatient { try await hear(call) }
            let place = dictation.ear.ledger.count
            let before = call.socket.audio.count
            try await call.socket.saySomething()
            try await dictation.ear.sent("response.done", in: call.session, after: place)
            guard isPatient else { continue }
            try await call.socket.hears(bytes: before + 1)
            try await hear(call)
            dictation.wasHeard(in: call.session)
        }
    }

    /// Waits until what is on its way has been played.
    private static func hear(_ call: Call) async throws {
        try await Task.sleep(for: .milliseconds(200))
        try await call.socket.isQuiet()
    }

    /// What is in the database of a call, against what the model's end wrote down.
    private static func check(_ call: Call, _ around: Surroundings, _ death: ContinuousClock.Instant) async throws {
        let rows = try await around.pool.query(
            """
            SELECT t.role, t.text, c.outcome, c.ended_at = max(t.ts) OVER () AS fits
            FROM calls AS c JOIN call_turns AS t ON t.call_id = c.id WHERE c.twilio_sid = $1 ORDER BY t.sequence
            """, [.text(call.socket.callSID)])
        func line(_ isCaller: Bool, _ text: String) -> String { (isCaller ? "user: " : "assistant: ") + text }
        let stored = try rows.rows.map { line($0["role"] == "user", try $0.value("text")) }
        // From the second call on the greeting is a recording, and not the model's.
        let said =
            [line(false, TestLine.greeting)]
            + around.dictation.words.filter { $0.session == call.session }.map { line($0.isCaller, $0.text) }
        let due = around.dictation.due(in: call.session, at: death).map { line($0.isCaller, $0.text) }
        #expect(due.count >= 4)
        #expect(Set(due).subtracting(stored) == [], "accepted and lost")
        #expect(Set(stored).count == stored.count, "stored twice")
        #expect(Set(stored).subtracting(said) == [], "never said")
        #expect(
            stored.filter { $0.hasPrefix("user") } == said.filter(Set(stored).contains).filter { $0.hasPrefix("user") })
        #expect(rows.first?["outcome"] == "process_lost")
        #expect(rows.first?["fits"] == "t")
    }

    // MARK: The carrier

    private static func open(on server: ServerProcess, _ around: Surroundings) async throws -> Call {
        let callSID = TestLine.newSID()
        let form = FormBody([
            .init("CallSid", callSID), .init("AccountSid", MediaSocket.accountSID), .init("From", "+14155550199"),
            .init("To", TestLine.number), .init("CallStatus", "ringing"),
        ])
        let target = "/twilio/voice"
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(target)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(
            name: "X-Twilio-Signature",
            value: RequestSignature.sign(url: TestLine.publicURL + target, form: form, key: TestLine.authToken))
        request.body = .bytes(ByteBuffer(string: form.serialise()))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
        let token = try #require(HTTPAnswer(status: Int(response.status.code), body: body).token)
        let place = around.dictation.ear.ledger.count
        let socket = try await MediaSocket.dial(
            port: server.port, headers: ["X-Twilio-Signature": TestLine.handshakeSignature()], callSID: callSID)
        try await socket.start(token: token)
        let event = try await around.dictation.ear.ledger.first("a session being set up", after: place) { event in
            guard case .sent(let json, _) = event else { return false }
            return json["type"] == "session.updated"
        }
        guard case .sent(_, let session) = event else { throw ServerProcess.Failure(description: "no session") }
        return Call(socket: socket, session: session)
    }

    // MARK: Around

    private static func withSurroundings(_ body: (Surroundings) async throws -> Void) async throws {
        await Turnstile.shared.enter(places: Turnstile.width)
        let result: Result<Void, any Error>
        do { result = .success(try await withFolder(body)) } catch { result = .failure(error) }
        await Turnstile.shared.leave(places: Turnstile.width)
        try result.get()
    }

    private static func withFolder(_ body: (Surroundings) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(TestLine.tenants().utf8).write(to: URL(fileURLWithPath: folder + "/tenants.yaml"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try await EmbeddedPostgres.start(.init(folder: folder + "/postgres"), logger: logger)
        let dictation = Dictation()
        var configuration = TestLine.quickModel
        configuration.script = AgentScript(
            turns: (1...300).map { .init(heard: "turn \($0)", says: "Answer \($0).", thinkingMilliseconds: 0) })
        configuration.observer = dictation
        let model = StandInServer(configuration: configuration, logger: logger)
        let pool = PostgresPool(database.conninfo, logger: logger)
        let result: Result<Void, any Error>
        do {
            let modelPort = try await model.start()
            result = .success(
                try await body(
                    Surroundings(
                        folder: folder, database: database, pool: pool, dictation: dictation, modelPort: modelPort)))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await model.shutdown()
        await database.stop()
        try result.get()
    }
}
