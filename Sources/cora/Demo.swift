import ArgumentParser
import AsyncHTTPClient
import CoraCall
import CoraDevPostgres
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraStandIn
import CoraTelemetry
import CoraTenant
import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// `cora demo`: the model's stand-in, the server and one spoken call, all on this machine.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A whole call on this machine, told as it happens; no account needed.",
        discussion: """
            The call is taken down in a private PostgreSQL in .cora/postgres; `cora calls` looks at it later.
            With --web there is no scripted caller: the page from which browsers call is served until Control-C.
            """)

    @Option(
        help: """
            What happens in the call; Config/scenarios/demo.yaml if not given. With --web, what the agent says; \
            Config/scenarios/web-demo.yaml if not given.
            """)
    var scenario: String?

    @Option(help: "The folder for what was heard: WAV files and a picture.")
    var out = ".cora/demo"

    @Flag(help: "Leave the stand-in and the server running afterwards.")
    var keep = false

    @Flag(help: "An on-call drill instead: twenty calls, then the model, the database and a tenant make trouble.")
    var drill = false

    @Flag(help: "Serve the page from which browsers call instead, with the stand-in as its agent, until Control-C.")
    var web = false

    @Option(help: "With --web: the port of the page; any that is free if not given.")
    var port: Int?

    @Option(
        help: """
            With --web: the address of a peer helper (Tests/Interop/peer_helper.py), for calls by WebRTC; without one \
            browsers call by socket. `Scripts/demo --web --webrtc` brings one along.
            """)
    var peers: String?

    private static let token = "a-token-for-the-demo"
    private static let agentName = "Ray Richards"

    func validate() throws {
        if !web, port != nil || peers != nil { throw ValidationError("--port and --peers go with --web") }
        if web, keep || drill { throw ValidationError("--web goes without --keep and --drill") }
    }

    func run() async throws {
        if drill { return try await DrillCommand().run(try baseSettings(), carrierToken: Self.token) }
        let rehearsal = try Rehearsal(
            scenario: scenario ?? "Config/scenarios/\(web ? "web-demo" : "demo").yaml", tenants: "Config/tenants.yaml",
            agentName: Self.agentName)
        if web {
            var settings = try baseSettings()
            settings.tenants.agentName = Self.agentName
            return try await WebDemo(rehearsal: rehearsal, peers: peers).run(settings)
        }
        let database = try await DatabaseOptions.embedded()
        let result: Result<Void, any Error>
        do { result = .success(try await run(rehearsal, database)) } catch { result = .failure(error) }
        await database.stop()
        try result.get()
    }

    private func run(_ rehearsal: Rehearsal, _ database: EmbeddedPostgres) async throws {
        let quiet = Logger(label: "cora") { CoraLogHandler(label: $0, level: .warning, format: .human) }
        var standIn = rehearsal.standIn
        // What the model does wrong is planned when the call begins.
        standIn.faults.planned = try PlannedFault.onlySockets()
        let model = StandInServer(
            configuration: standIn, group: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        let modelPort = try await model.start()
        let carrier = try await DemoCarrier.start(rehearsal.scenario.rest, token: Self.token, logger: quiet)
        var settings = try settings(modelPort, carrier, database)
        if let age = rehearsal.scenario.sessionSeconds { settings.calls.session = .seconds(age) }
        let base = DemoDatabase(database)
        let result: Result<FakeCallReport, any Error>
        do {
            result = .success(try await run(rehearsal, settings, model, carrier, base, quiet))
        } catch {
            result = .failure(error)
        }
        await base.close()
        await carrier.shutdown()
        await model.shutdown()
        if try result.get().verdict != .passed { throw ExitCode(1) }
    }

    private func run(
        _ rehearsal: Rehearsal, _ settings: Settings, _ model: StandInServer, _ carrier: DemoCarrier,
        _ base: DemoDatabase, _ quiet: Logger
    ) async throws -> FakeCallReport {
        let narrator = Narrator(greeting: rehearsal.greeting ?? "…", hearsRecord: true)
        let (running, ready) = AsyncStream.makeStream(of: Int.self)
        let application = try CoraApplication(
            settings: settings, group: MultiThreadedEventLoopGroup.singleton, recorder: NarratedRecord(narrator),
            logger: quiet, onRunning: { ready.yield($0) })
        let services = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: application, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "cora")
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        introduce(settings, rehearsal.scenario)
        return try await withThrowingTaskGroup { group in
            group.addTask {
                try await services.run()
                return FakeCallReport?.none
            }
            for await _ in running { break }
            try await setUp(rehearsal, application, base)
            await planFaults(rehearsal.faults, of: model)
            group.addTask { try await call(settings, rehearsal, carrier, narrator) }
            guard var report = try await group.next().flatMap(\.self) else { throw ExitCode(1) }
            await base.waitForEnd(of: report.callSid)
            report.expectations += await base.check(rehearsal.scenario.expectations.records, of: report.callSid)
            try show(report)
            Console.say(await base.rows(of: report.callSid))
            if keep { explain(settings, rehearsal) } else { await services.triggerGracefulShutdown() }
            try await group.waitForAll()
            return report
        }
    }

    // MARK: The call

    private func call(
        _ settings: Settings, _ rehearsal: Rehearsal, _ carrier: DemoCarrier, _ narrator: Narrator
    ) async throws -> FakeCallReport? {
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        let configuration = FakeCallConfiguration(
            webhookURL: "\(settings.server.publicURL.text)/twilio/voice", publicURL: settings.server.publicURL.text,
            authToken: Self.token, accountSid: Simulated.accountSID, scenario: rehearsal.scenario,
            speech: rehearsal.speech, eventLoop: MultiThreadedEventLoopGroup.singleton.next(), httpClient: client,
            registry: carrier.calls, observer: narrator)
        let result: Result<FakeCallReport, any Error>
        do { result = .success(try await FakeCall.run(configuration)) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }

    /// Prepares the call: brings the tenants and the listings in line with the files, and runs the scenario's
    /// preparations.
    private func setUp(_ rehearsal: Rehearsal, _ application: CoraApplication, _ base: DemoDatabase) async throws {
        await rehearsal.waitForTenant(in: application)
        if let tenant = rehearsal.tenant {
            try await base.waitForListings(of: tenant.id, from: Settings.Store.exampleListings)
        }
        try await base.prepare(rehearsal.scenario.preparations)
    }

    /// Plans what the scenario has the model do wrong, once the server has recorded all it records: the model is asked
    /// for each recording, and faults are for the call.
    private func planFaults(_ faults: [PlannedFault], of model: StandInServer) async {
        guard !faults.isEmpty else { return }
        var quietTenths = 0
        for _ in 0..<600 where quietTenths < 6 {
            quietTenths = model.sessionsOpen == 0 ? quietTenths + 1 : 0
            try? await Task.sleep(for: .milliseconds(100))
        }
        for fault in faults { model.plan(fault) }
    }

    private func settings(
        _ modelPort: Int, _ carrier: DemoCarrier, _ database: EmbeddedPostgres
    ) throws -> Settings {
        var settings = try baseSettings()
        guard let baseURL = WebAddress("http://127.0.0.1:\(modelPort)/v1") else { throw ExitCode(1) }
        settings.openAI.baseURL = baseURL
        if let apiURL = carrier.apiURL {
            settings.twilio.apiURL = apiURL
            settings.twilio.accountSID = Simulated.accountSID
        }
        settings.tenants.agentName = Self.agentName
        settings.store.useDevelopmentDatabase(database)
        settings.store.outboxFolder = out + "/outbox"
        return settings
    }

    /// Settings for a server on this machine, on a free port if none is given, with keys that are good for nothing.
    private func baseSettings() throws -> Settings {
        var settings = Settings()
        let port = try self.port ?? Self.freePort()
        guard let publicURL = WebAddress("http://127.0.0.1:\(port)") else { throw ExitCode(1) }
        settings.server.host = "127.0.0.1"
        settings.server.port = port
        settings.server.publicURL = publicURL
        settings.server.shutdownGrace = .seconds(5)
        settings.openAI.apiKey = Secret("sk-demo")
        settings.twilio.authToken = Secret(Self.token)
        // All ends of the call run on this machine: if it is slow, the call should sound so and not be refused.
        settings.admission.shed.loopLag = .seconds(600)
        return settings
    }

    /// A port that was free a moment ago: the public address must be known before the server listens.
    private static func freePort() throws -> Int {
        let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).wait()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }

    // MARK: What the person sees

    private func introduce(_ settings: Settings, _ scenario: Scenario) {
        Console.say(
            """
            CORA demo: \(scenario.about)

              caller   scripted, speaks through Media Streams as Twilio would
              server   \(settings.server.publicURL.text)
              model    a stand-in for the OpenAI Realtime API at \(settings.openAI.baseURL.text)
              carrier  Twilio's REST API, \(settings.twilio.accountSID == nil ? "not given" : settings.twilio.apiURL.text)
              record   a private PostgreSQL in \(DatabaseOptions.embeddedFolder)

            """)
    }

    private func show(_ report: FakeCallReport) throws {
        Console.say("\n\(report.text)\n")
        let files = try report.write(to: out)
        let picture = PictureFile.png(of: files.picture) ?? files.picture
        Console.say("  listen   \(files.call)   (left: caller, right: agent)\n  look     \(picture)")
    }

    private func explain(_ settings: Settings, _ rehearsal: Rehearsal) {
        Console.say(
            """

            Still running. Call again from another terminal, or stop with Ctrl-C:
              TWILIO_AUTH_TOKEN=\(Self.token) PUBLIC_URL=\(settings.server.publicURL.text) \\
                swift run cora call --scenario Config/scenarios/barge-in.yaml
            """)
        guard let tenant = rehearsal.tenant, tenant.web.isOpen else { return }
        Console.say(
            """
            Or from a browser, where the agent answers as in the call above, turn by turn:
              \(WebDemo.link(settings, tenant))
            """)
    }
}

/// Tells the call's record as it is made.
private final class NarratedRecord: CallRecorder {
    private let narrator: Narrator

    init(_ narrator: Narrator) {
        self.narrator = narrator
    }

    func record(_ entry: CallRecord, of ticket: CallTicket) {
        guard case .turn(let turn) = entry else { return }
        switch turn.role {
        case .user: narrator.callerSaid(turn)
        case .assistant: narrator.agentSaid(turn)
        }
    }
}
