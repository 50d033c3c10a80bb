import AsyncHTTPClient
import CoraPostgres
import CoraServer
import CoraSpeech
import CoraStandIn
import CoraTwilio
import CoraWire
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import StoreTesting
import Testing

/// Everything around a server that is a process of its own: a database, the model's stand-in, and the carrier's requests.
struct ServerSurroundings: Sendable {
    /// A call, and the model's session it has.
    struct Call: Sendable {
        var socket: MediaSocket
        var session: String
    }

    let folder: String
    let database: PostgresConninfo
    let pool: PostgresPool
    let dictation: Dictation
    let modelPort: Int

    /// A server's environment, and all of it. The machine may be busy with other tests: nothing is shed for that.
    var settings: [String: String] {
        [
            "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(modelPort)/v1",
            "TWILIO_AUTH_TOKEN": TestLine.authToken, "PUBLIC_URL": TestLine.publicURL, "GREETING_WARM": "false",
            "TENANTS_FILE": folder + "/tenants.yaml", "DATABASE_URL": database.text,
            "OUTBOX_FOLDER": folder + "/outbox", "SHUTDOWN_GRACE_SECONDS": "0", "LOG_FORMAT": "json",
            "SHED_LOOP_LAG_MILLISECONDS": "600000", "PATH": "/usr/bin:/bin",
        ]
    }

    // MARK: The carrier

    /// A signed request of the carrier's.
    func post(
        _ target: String, callSID: String, to server: ServerProcess, more: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var form = FormBody([
            .init("CallSid", callSID), .init("AccountSid", MediaSocket.accountSID), .init("From", "+14155550199"),
            .init("To", TestLine.number), .init("CallStatus", "in-progress"),
        ])
        form.fields += more.map { .init($0, $1) }
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(target)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(
            name: "X-Twilio-Signature",
            value: RequestSignature.sign(url: TestLine.publicURL + target, form: form, key: TestLine.authToken))
        request.body = .bytes(ByteBuffer(string: form.serialise()))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
        return HTTPAnswer(status: Int(response.status.code), body: body)
    }

    /// Announces a call.
    func announce(to server: ServerProcess, callSID: String = TestLine.newSID()) async throws -> HTTPAnswer {
        try await post("/twilio/voice", callSID: callSID, to: server)
    }

    /// The carrier asks what comes after a call's stream: until it has, a server that goes away waits for that.
    func after(_ call: Call, on server: ServerProcess) async throws -> HTTPAnswer {
        try await post("/twilio/after?attempt=0", callSID: call.socket.callSID, to: server)
    }

    /// A request as anybody can make it.
    func get(_ target: String, from server: ServerProcess) async throws -> HTTPAnswer {
        try await ask(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(target)"))
    }

    /// What an operator reads, by a route.
    func read(_ target: String, token: String, from server: ServerProcess) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(target)")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return try await ask(request)
    }

    /// What an operator does, by a route.
    func act(_ target: String, token: String, on server: ServerProcess) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(target)")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return try await ask(request)
    }

    private func ask(_ request: HTTPClientRequest) async throws -> HTTPAnswer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
        return HTTPAnswer(status: Int(response.status.code), body: body)
    }

    /// A call that is announced, and begun, until the model's session is set up.
    func open(on server: ServerProcess, callSID: String = TestLine.newSID()) async throws -> Call {
        let token = try #require(try await announce(to: server, callSID: callSID).token)
        let place = dictation.ear.ledger.count
        let socket = try await MediaSocket.dial(
            port: server.port, headers: ["X-Twilio-Signature": TestLine.handshakeSignature()], callSID: callSID)
        try await socket.start(token: token)
        let event = try await dictation.ear.ledger.first("a session being set up", after: place) { event in
            guard case .sent(let json, _) = event else { return false }
            return json["type"] == "session.updated"
        }
        guard case .sent(_, let session) = event else { throw ServerProcess.Failure(description: "no session") }
        return Call(socket: socket, session: session)
    }

    // MARK: Around

    /// Makes everything, and takes it away afterwards. No other test runs beside it.
    /// - Parameter tenants: the tenants file.
    static func with(
        tenants: String = TestLine.tenants(), _ body: (ServerSurroundings) async throws -> Void
    ) async throws {
        await Turnstile.shared.enter(places: Turnstile.width)
        let result: Result<Void, any Error>
        do { result = .success(try await withFolder(tenants, body)) } catch { result = .failure(error) }
        await Turnstile.shared.leave(places: Turnstile.width)
        try result.get()
    }

    private static func withFolder(
        _ tenants: String, _ body: (ServerSurroundings) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(tenants.utf8).write(to: URL(fileURLWithPath: folder + "/tenants.yaml"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try await TestServer.migratedDatabase()
        let dictation = Dictation()
        var configuration = TestLine.quickModel
        configuration.script = AgentScript(
            turns: (1...300).map { .init(heard: "turn \($0)", says: "Answer \($0).", thinkingMilliseconds: 0) })
        configuration.observer = dictation
        let model = StandInServer(configuration: configuration, logger: logger)
        let pool = PostgresPool(database, logger: logger)
        let result: Result<Void, any Error>
        do {
            let modelPort = try await model.start()
            result = .success(
                try await body(
                    ServerSurroundings(
                        folder: folder, database: database, pool: pool, dictation: dictation, modelPort: modelPort)))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await model.shutdown()
        try await TestServer.drop(database)
        try result.get()
    }
}
