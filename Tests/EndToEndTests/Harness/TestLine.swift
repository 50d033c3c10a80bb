import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSession
import CoraSimulator
import CoraSupervisor
import CoraTwilio
import CoraWire
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Testing

/// The real server and the model's stand-in, on loopback, and a telephone line to them.
struct TestLine: Sendable {
    static let authToken = "0123456789abcdef0123456789abcdef"
    static let publicURL = "https://voice.example"
    static let number = "+14155550100"
    static let greeting = "Hello, who calls?"

    /// How a test wants things to be.
    struct Options: Sendable {
        var standIn = TestLine.quickModel
        /// The tenants file, below `default: …`.
        var tenants = TestLine.tenants()
        var modelTLS: NIOSSLContext?
        /// Dialled instead of the stand-in.
        var modelURL: (@Sendable (_ standInPort: Int) -> String)?
        var settings: @Sendable (inout Settings) -> Void = { _ in }
        /// Talks to the server's HTTP side.
        var httpTLS: TLSConfiguration?
    }

    /// A call that was announced.
    struct Announced: Sendable {
        var callSID: String
        var answer: HTTPAnswer
        var token: String? { answer.token }
    }

    let port: Int
    let application: CoraApplication
    let model: StandInServer
    let ear: ModelEar
    let calls: Ledger<Kept>
    let log: Ledger<JSON>
    let services: ServiceGroup
    let client: HTTPClient
    let isSecure: Bool
    private let sockets = Ledger<MediaSocket>()

    /// Something the record was given.
    struct Kept: Sendable {
        var callSID: String
        var entry: CoraCall.CallRecord
    }

    // MARK: Running

    /// A model that answers at once.
    static var quickModel: StandInConfiguration {
        StandInConfiguration(
            script: AgentScript(
                turns: (1...4).map { .init(heard: "turn \($0)", says: "Answer \($0).", thinkingMilliseconds: 0) }),
            thinkingTime: .zero, pacing: .immediate, transcriptionDelay: .zero)
    }

    /// A tenants file with one tenant, the default one.
    static func tenants(_ more: String = "", isDefault: Bool = true, greeting: String = greeting) -> String {
        (isDefault ? "default: shop\n" : "") + """
            tenants:
              - id: shop
                numbers: ["\(number)"]
                greetingTemplate: "\(greeting)"
                instructions: Say little.

            """ + more.split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    /// Starts everything, runs the test, and stops everything.
    static func run(_ options: Options = Options(), _ body: @Sendable (TestLine) async throws -> Void) async throws {
        await Turnstile.shared.enter()
        let result: Result<Void, any Error>
        do { result = .success(try await runAlone(options, body)) } catch { result = .failure(error) }
        await Turnstile.shared.leave()
        try result.get()
    }

    private static func runAlone(_ options: Options, _ body: @Sendable (TestLine) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-e2e-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "tenants.yaml")
        try Data(options.tenants.utf8).write(to: file)
        let ear = ModelEar()
        var standIn = options.standIn
        standIn.observer = ear
        let model = StandInServer(configuration: standIn, logger: Logger(label: "standin"))
        let modelPort = try await model.start(tls: options.modelTLS)
        var settings = try settings(modelPort, options)
        settings.tenants.file = file.path
        options.settings(&settings)
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            configuration: .init(tlsConfiguration: options.httpTLS))
        let result: Result<Void, any Error>
        do { result = .success(try await serve(settings, model, ear, client, body)) } catch { result = .failure(error) }
        await model.shutdown()
        try? await client.shutdown()
        try result.get()
    }

    private static func settings(_ modelPort: Int, _ options: Options) throws -> Settings {
        var settings = Settings()
        settings.server.host = "127.0.0.1"
        settings.server.port = 0
        settings.server.publicURL = try #require(WebAddress(publicURL))
        settings.server.shutdownGrace = .zero
        settings.openAI.apiKey = Secret("sk-test")
        let scheme = options.modelTLS == nil ? "http" : "https"
        let modelURL = options.modelURL?(modelPort) ?? "\(scheme)://127.0.0.1:\(modelPort)/v1"
        settings.openAI.baseURL = try #require(WebAddress(modelURL))
        settings.twilio.authToken = Secret(authToken)
        settings.tenants.warmGreetings = false
        return settings
    }

    private static func serve(
        _ settings: Settings, _ model: StandInServer, _ ear: ModelEar, _ client: HTTPClient,
        _ body: @Sendable (TestLine) async throws -> Void
    ) async throws {
        let (log, calls, ports) = (Ledger<JSON>(), Ledger<Kept>(), Ledger<Int>())
        let logger = Logger(label: "cora") { label in
            CoraLogHandler(label: label, level: .debug, format: .json) { line in
                if let line = try? JSON.parse(line) { log.append(line) }
            }
        }
        let quiet = Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
        let application = try CoraApplication(
            settings: settings, group: MultiThreadedEventLoopGroup.singleton, recorder: Recorder(calls: calls),
            logger: logger, onRunning: { ports.append($0) })
        let services = ServiceGroup(services: [application], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            let line = TestLine(
                port: try await ports.first("the server listening") { _ in true }, application: application,
                model: model, ear: ear, calls: calls, log: log, services: services, client: client,
                isSecure: settings.server.certificateFile != nil)
            do {
                try await body(line)
            } catch {
                await line.close()
                throw error
            }
            await line.close()
            try await tasks.waitForAll()
        }
    }

    private func close() async {
        for socket in sockets.events { await socket.drop() }
        await services.triggerGracefulShutdown()
    }

    // MARK: The webhook

    /// Announces a call as Twilio does.
    func announce(
        callSID: String = Self.newSID(), to number: String = Self.number, extra: [String: String] = [:]
    ) async throws -> Announced {
        var form = FormBody([
            .init("CallSid", callSID), .init("AccountSid", MediaSocket.accountSID), .init("From", "+14155550199"),
            .init("To", number), .init("CallStatus", "ringing"),
        ])
        form.fields += extra.map { .init($0, $1) }
        return Announced(callSID: callSID, answer: try await post("/twilio/voice", form))
    }

    /// Asks what happens after the stream.
    func after(_ callSID: String, attempt: Int = 0, status: String = "in-progress") async throws -> HTTPAnswer {
        try await post(
            "/twilio/after?attempt=\(attempt)",
            FormBody([.init("CallSid", callSID), .init("To", Self.number), .init("CallStatus", status)]))
    }

    /// A signed request.
    func post(_ target: String, _ form: FormBody, key: String = authToken) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: url(target))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(
            name: "X-Twilio-Signature",
            value: RequestSignature.sign(url: Self.publicURL + target, form: form, key: key))
        request.body = .bytes(ByteBuffer(string: form.serialise()))
        return try await execute(request)
    }

    /// A request as anybody can make it.
    func get(_ target: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: url(target))
        request.headers = headers
        return try await execute(request)
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPAnswer {
        let response = try await client.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 16)
        return HTTPAnswer(status: Int(response.status.code), body: String(buffer: body))
    }

    private func url(_ target: String) -> String {
        isSecure ? "https://localhost:\(port)\(target)" : "http://127.0.0.1:\(port)\(target)"
    }

    // MARK: The stream

    /// The signature of the media socket's handshake.
    static func handshakeSignature(key: String = authToken) -> String {
        RequestSignature.sign(url: "wss" + publicURL.dropFirst("https".count) + "/twilio/media", key: key)
    }

    /// Opens a media socket without saying anything.
    func dial(for callSID: String, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let socket = try await MediaSocket.dial(
            port: port, headers: ["X-Twilio-Signature": Self.handshakeSignature()], callSID: callSID,
            host: tls == nil ? "127.0.0.1" : "localhost", tls: tls)
        sockets.append(socket)
        return socket
    }

    /// Announces a call, opens its socket and begins the stream.
    func open(to number: String = Self.number, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let call = try await announce(to: number)
        return try await open(call, tls: tls)
    }

    /// Opens an announced call's socket and begins the stream.
    func open(_ call: Announced, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let token = try #require(call.token)
        let socket = try await dial(for: call.callSID, tls: tls)
        try await socket.start(token: token)
        return socket
    }

    /// The same, until the model's session is set up. Returned with the session's id.
    func openLive(to number: String = Self.number) async throws -> (MediaSocket, session: String) {
        let place = ear.ledger.count
        let socket = try await open(to: number)
        let event = try await ear.ledger.first("a session being set up", after: place) { event in
            guard case .sent(let json, _) = event else { return false }
            return json["type"] == "session.updated"
        }
        guard case .sent(_, let session) = event else { return (socket, "") }
        return (socket, session)
    }

    static func newSID() -> String {
        "CA" + (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    }

    // MARK: Looking

    /// How a call ended, and what it counted.
    func ending(of callSID: String) async throws -> (Termination, CallFigures) {
        let kept = try await calls.first("the end of \(callSID)") { kept in
            guard case .ended = kept.entry else { return false }
            return kept.callSID == callSID
        }
        guard case .ended(let termination, let figures) = kept.entry else { throw Ledger<Kept>.Missing(description: "") }
        return (termination, figures)
    }

    /// What was kept of what was said on a call.
    func turns(of callSID: String) -> [Turn] {
        calls.events.compactMap { kept in
            if kept.callSID == callSID, case .turn(let turn) = kept.entry { turn } else { nil }
        }
    }

    /// Waits until the caller has heard so much of the agent to its end.
    func isHeard(on socket: MediaSocket, turns count: Int) async throws {
        try await eventually("\(count) turns heard") {
            turns(of: socket.callSID).count { $0.role == .assistant } >= count
        }
    }

    /// Waits for the line in the log that says why a call ended.
    @discardableResult
    func logged(_ reason: String, of callSID: String?) async throws -> JSON {
        try await log.first("a line about \(reason)") { line in
            line["message"] == "call ended" && line["cora.reason"]?.string?.contains(reason) == true
                && line["cora.call.sid"]?.string == callSID
        }
    }

    /// Waits until so many calls live here, with so many model sessions.
    func settles(at count: Int) async throws {
        try await eventually("\(count) live calls") { await application.supervisor.liveCount == count }
        try await eventually("\(count) model sessions") { model.sessionsOpen == count }
    }
}

/// What the server answered over HTTP.
struct HTTPAnswer: Sendable, Equatable {
    var status: Int
    var body: String

    /// The token in its TwiML.
    var token: String? {
        guard let open = body.firstRange(of: #"<Parameter name="token" value=""#) else { return nil }
        return String(body[open.upperBound...].prefix { $0 != "\"" })
    }
}

private struct Recorder: CallRecorder {
    let calls: Ledger<TestLine.Kept>

    func record(_ entry: CoraCall.CallRecord, of ticket: CallTicket) {
        calls.append(.init(callSID: ticket.callSID, entry: entry))
    }
}
