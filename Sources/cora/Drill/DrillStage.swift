import ArgumentParser
import AsyncHTTPClient
import CoraDevPostgres
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraStandIn
import CoraTelemetry
import Logging
import NIOHTTP1
import NIOPosix
import Synchronization

/// The other ends of a drill: the model's stand-in, the database and the callers, and what they saw.
final class DrillStage: Sendable {
    /// What a caller does.
    enum Script: CaseIterable {
        /// Many questions to ray-richards.
        case long
        /// One question to ray-richards.
        case short
        /// One question to sarah-chen.
        case flood
    }

    /// What the callers' side counted.
    struct Count: Sendable {
        var admitted = 0
        var refused = 0
        var streams = 0
        /// How many frames each caller sent that hung up by itself, by call.
        var frames: [String: Int] = [:]
        /// How many calls ended because there was no model.
        var withoutModel = 0
    }

    private struct State {
        var database: EmbeddedPostgres?
        var calls: [Task<FakeCallReport?, Never>] = []
        var ears: [DrillEar] = []
    }

    private static let folder = ".cora/drill"
    private static let sarah = "+14155550101"

    /// The model's stand-in.
    let model: StandInServer
    private let rehearsals: [Script: Rehearsal]
    private let webhook: String
    private let token: String
    private let client: HTTPClient
    private let state: Mutex<State>

    /// - Parameters:
    ///   - model: the model's stand-in, already started.
    ///   - database: the database, already started.
    ///   - publicURL: the server's address.
    ///   - token: the carrier's auth token.
    init(
        model: StandInServer, rehearsals: [Script: Rehearsal], database: EmbeddedPostgres, publicURL: String,
        token: String, client: HTTPClient
    ) {
        self.model = model
        self.rehearsals = rehearsals
        webhook = publicURL
        self.token = token
        self.client = client
        state = Mutex(State(database: database))
    }

    /// Reads each script's scenario and has its lines spoken.
    static func rehearse() throws -> [Script: Rehearsal] {
        let tenants = "Config/drill/tenants.yaml"
        let long = try Rehearsal(scenario: "Config/drill/call.yaml", tenants: tenants)
        let short = try Rehearsal(scenario: "Config/drill/short-call.yaml", tenants: tenants)
        return [.long: long, .short: short, .flood: short]
    }

    // MARK: Callers

    /// Starts a call; what it saw is counted at the end.
    func call(_ script: Script) {
        guard let rehearsal = rehearsals[script] else { return }
        var scenario = rehearsal.scenario
        if script == .flood { scenario.call.to = Self.sarah }
        var configuration = FakeCallConfiguration(
            webhookURL: webhook + "/twilio/voice", publicURL: webhook, authToken: token,
            accountSid: Simulated.accountSID, scenario: scenario, speech: rehearsal.speech,
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), httpClient: client)
        configuration.keepsAudio = false
        let ear = DrillEar()
        configuration.observer = ear
        let call = Task { [configuration] in try? await FakeCall.run(configuration) }
        state.withLock { state in
            state.calls.append(call)
            state.ears.append(ear)
        }
    }

    /// What the callers on the line hear.
    var ears: [DrillEar] { state.withLock(\.ears).filter { !$0.isOver } }

    /// Waits until every call has ended, and returns what the callers counted.
    func finish() async -> Count {
        var count = Count()
        for call in state.withLock(\.calls) {
            guard let report = await call.value else { continue }
            count.add(report)
        }
        return count
    }

    // MARK: The database

    func stopDatabase() async {
        await state.withLock(\.database)?.stop()
    }

    func startDatabase() async throws {
        let database = try await Self.database()
        state.withLock { $0.database = database }
    }

    /// Starts the drill's own database.
    static func database() async throws -> EmbeddedPostgres {
        let logger = Logger(label: "cora") { CoraLogHandler(label: $0, level: .critical, format: .human) }
        return try await EmbeddedPostgres.start(.init(folder: folder + "/postgres", isDurable: false), logger: logger)
    }
}

extension DrillStage.Count {
    /// Adds what one caller saw.
    fileprivate mutating func add(_ report: FakeCallReport) {
        let connects = report.documents.count { $0.text.contains("<Stream") }
        admitted += connects
        streams += connects
        if connects == 0 { refused += 1 }
        // If the server ended the call, its last frames may still have been on their way.
        if connects > 0, report.ending.party == .caller { frames[report.callSid] = report.framesSent }
        if report.documents.contains(where: { $0.path.contains("after") && $0.text.contains("technical problem") }) {
            withoutModel += 1
        }
    }
}
