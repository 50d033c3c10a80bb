import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSession
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraTelemetry
import CoraTenant
import CoraWire
import Foundation
import Logging
import NIOCore
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
        /// Whether no other test may run beside it, because it measures time.
        var isAlone = false
        var tools: (any ToolRunner)?
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
    /// The port of ops routes: that of calls unless the settings say otherwise.
    let opsPort: Int
    let application: CoraApplication
    let model: StandInServer
    let ear: ModelEar
    let calls: Ledger<Kept>
    let log: Ledger<JSON>
    let services: ServiceGroup
    let client: HTTPClient
    let isSecure: Bool
    let sockets = Ledger<MediaSocket>()

    /// Something the record was given.
    struct Kept: Sendable {
        var callSID: String
        var entry: CallRecord
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
        let places = options.isAlone ? Turnstile.width : 1
        await Turnstile.shared.enter(places: places)
        let result: Result<Void, any Error>
        do { result = .success(try await runAlone(options, body)) } catch { result = .failure(error) }
        await Turnstile.shared.leave(places: places)
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
        do { result = .success(try await serve(settings, options.tools, model, ear, client, body)) } catch {
            result = .failure(error)
        }
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
        // The machine may be busy with other tests.
        settings.admission.shed.loopLag = .seconds(600)
        return settings
    }

    private static func serve(
        _ settings: Settings, _ tools: (any ToolRunner)?, _ model: StandInServer, _ ear: ModelEar, _ client: HTTPClient,
        _ body: @Sendable (TestLine) async throws -> Void
    ) async throws {
        let (log, calls, ports, opsPorts) = (Ledger<JSON>(), Ledger<Kept>(), Ledger<Int>(), Ledger<Int>())
        let logger = Logger(label: "cora") { label in
            CoraLogHandler(label: label, level: .debug, format: .json) { line in
                if let line = try? JSON.parse(line) { log.append(line) }
            }
        }
        let quiet = Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
        let application = try CoraApplication(
            settings: settings, group: MultiThreadedEventLoopGroup.singleton, recorder: Recorder(calls: calls),
            tools: tools, logger: logger, onRunning: { ports.append($0) }, onOpsRunning: { opsPorts.append($0) })
        let services = ServiceGroup(services: [application], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            let port = try await ports.first("the server listening") { _ in true }
            let opsPort =
                settings.access.port == nil
                ? port : try await opsPorts.first("the ops port listening") { _ in true }
            let line = TestLine(
                port: port, opsPort: opsPort, application: application,
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
}

private struct Recorder: CallRecorder {
    let calls: Ledger<TestLine.Kept>

    func record(_ entry: CallRecord, of ticket: CallTicket) {
        calls.append(.init(callSID: ticket.callSID, entry: entry))
    }
}
