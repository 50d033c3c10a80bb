import ArgumentParser
import AsyncHTTPClient
import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStandIn
import CoraTelemetry
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// Sets a drill up, runs it, and takes everything down again.
struct DrillCommand {
    private static let opsToken = "a-token-for-the-drill"

    /// Runs the drill.
    /// - Throws: `ExitCode(1)` if something was not as it should be.
    func run(_ base: Settings, carrierToken: String) async throws {
        let rehearsals = try DrillStage.rehearse()
        guard let long = rehearsals[.long] else { throw ExitCode(1) }
        let quiet = Logger(label: "cora") { CoraLogHandler(label: $0, level: .critical, format: .human) }
        let database = try await DrillStage.database()
        let model = StandInServer(configuration: long.standIn, logger: quiet)
        let modelPort = try await model.start()
        var settings = base
        settings.openAI.baseURL = WebAddress("http://127.0.0.1:\(modelPort)/v1") ?? settings.openAI.baseURL
        settings.access.opsToken = Secret(Self.opsToken)
        settings.tenants.file = "Config/drill/tenants.yaml"
        settings.store.databaseURL = Secret(database.conninfo.text)
        settings.store.followsTenantsFile = true
        settings.store.outboxFolder = ".cora/drill/outbox"
        var client = HTTPClient.Configuration()
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        let http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: client)
        let stage = DrillStage(
            model: model, rehearsals: rehearsals, database: database, publicURL: settings.server.publicURL.text,
            token: carrierToken, client: http)
        let result: Result<Bool, any Error>
        do { result = .success(try await play(stage, settings, http, quiet)) } catch { result = .failure(error) }
        try? await http.shutdown()
        await model.shutdown()
        await stage.stopDatabase()
        guard try result.get() else { throw ExitCode(1) }
    }

    private func play(_ stage: DrillStage, _ settings: Settings, _ http: HTTPClient, _ quiet: Logger) async throws
        -> Bool
    {
        let (running, ready) = AsyncStream.makeStream(of: Int.self)
        let application = try CoraApplication(
            settings: settings, group: MultiThreadedEventLoopGroup.singleton, logger: quiet,
            onRunning: { ready.yield($0) })
        let services = ServiceGroup(
            configuration: .init(
                services: [.init(service: application, serviceName: "cora")],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        let board = DrillBoard(url: settings.server.publicURL.text, token: Self.opsToken, client: http)
        Console.say("CORA on-call drill: \(settings.server.publicURL.text)/ops/stats is read four times a second")
        return try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            for await _ in running { break }
            await Self.waitForTenants(application)
            group.addTask { try await Drill(stage: stage, board: board).run() }
            let isGood = try await group.next().flatMap(\.self) ?? false
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return isGood
        }
    }

    /// Waits until the file's tenants are in the database and their greetings are recorded.
    private static func waitForTenants(_ application: CoraApplication) async {
        for _ in 0..<150 where !application.hasGreeting(forDialled: "+14155550101") {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
