import ArgumentParser
import CoraCall
import CoraDevPostgres
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraTelemetry
import CoraTenant
import Foundation
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// `cora demo --web`: the page from which browsers call, against the model's stand-in, until it is stopped.
struct WebDemo {
    /// What the agent says, and for which tenant.
    let rehearsal: Rehearsal
    /// The address of the helper through which browsers call by WebRTC; nil for calls by socket alone.
    let peers: String?

    /// Where the outbox lies: beside that of the spoken demo, which may be running too.
    private static let outboxFolder = ".cora/demo-web/outbox"

    /// Serves until Control-C.
    /// - Parameter base: settings of a server on this machine, without a model's address and a database.
    /// - Throws: `ExitCode`, after saying what is wrong, or what starting the server throws.
    func run(_ base: Settings) async throws {
        guard let tenant = rehearsal.tenant, tenant.web.isOpen else {
            let number = rehearsal.scenario.call.to
            Console.error(["\(number) is no number of a tenant that takes calls from browsers (webOpen)"])
            throw ExitCode(78)  // EX_CONFIG
        }
        // That there is only the socket is warned of for each call.
        let level: Logger.Level = peers == nil ? .error : .warning
        let quiet = Logger(label: "cora") { CoraLogHandler(label: $0, level: level, format: .human) }
        let database = try await DatabaseOptions.embedded()
        let result: Result<Void, any Error>
        do { result = .success(try await run(base, tenant, database, quiet)) } catch { result = .failure(error) }
        await database.stop()
        try result.get()
    }

    private func run(_ base: Settings, _ tenant: Tenant, _ database: EmbeddedPostgres, _ quiet: Logger) async throws {
        var standIn = rehearsal.standIn
        standIn.faults.planned = try peers == nil ? PlannedFault.onlySockets() : []
        standIn.peers = peers
        let model = StandInServer(
            configuration: standIn, group: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        let modelPort = try await model.start()
        let records = DemoDatabase(database)
        let result: Result<Void, any Error>
        do {
            let settings = try settings(base, modelPort, database)
            result = .success(try await serve(settings, tenant, records, quiet))
        } catch {
            result = .failure(error)
        }
        await records.close()
        await model.shutdown()
        try result.get()
    }

    private func settings(_ base: Settings, _ modelPort: Int, _ database: EmbeddedPostgres) throws -> Settings {
        var settings = base
        guard let baseURL = WebAddress("http://127.0.0.1:\(modelPort)/v1") else { throw ExitCode(1) }
        settings.openAI.baseURL = baseURL
        settings.store.useDevelopmentDatabase(database)
        settings.store.outboxFolder = Self.outboxFolder
        // The stand-in takes one turn for one line: a breath in the middle of a sentence must not end the turn.
        settings.calls.turnDetection.silenceMilliseconds = 800
        // People read the next line before they say it.
        settings.calls.manners.silence = .seconds(20)
        return settings
    }

    private func serve(
        _ settings: Settings, _ tenant: Tenant, _ records: DemoDatabase, _ quiet: Logger
    ) async throws {
        let (running, ready) = AsyncStream.makeStream(of: Int.self)
        let application = try CoraApplication(
            settings: settings, group: MultiThreadedEventLoopGroup.singleton, recorder: SessionTale(), logger: quiet,
            onRunning: { ready.yield($0) })
        let services = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: application, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "cora")
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                // A server that cannot start is waited for no longer.
                defer { ready.finish() }
                try await services.run()
                return true
            }
            group.addTask {
                guard await running.first(where: { _ in true }) != nil else { return false }
                try await invite(to: application, settings, tenant, records)
                return false
            }
            for try await isOver in group where isOver { return }
        }
    }

    /// Waits until the tenant can be called, and says where.
    private func invite(
        to application: CoraApplication, _ settings: Settings, _ tenant: Tenant, _ records: DemoDatabase
    ) async throws {
        await rehearsal.waitForTenant(in: application)
        try await records.waitForListings(of: tenant.id, from: Settings.Store.exampleListings)
        try await records.prepare(rehearsal.scenario.preparations)
        guard !Task.isCancelled else { return }
        let link = Self.link(settings, tenant)
        introduce(link, settings, tenant)
        Desktop.show(link)
    }

    /// The page's address for a tenant.
    static func link(_ settings: Settings, _ tenant: Tenant) -> String {
        "\(settings.server.publicURL.text)/client/?tenant=\(tenant.id)"
    }

    private func introduce(_ link: String, _ settings: Settings, _ tenant: Tenant) {
        let lines = rehearsal.scenario.agentTurns.enumerated().map { "    \($0 + 1)  \($1.heard)" }
        let way = peers.map { "WebRTC, with the helper at \($0); a socket where a browser cannot" } ?? "a socket"
        Console.say(
            """
            CORA in the browser. Open this page and press the button:

              \(link)

              agent    \(tenant.agentName), with the listings of \(Settings.Store.exampleListings)
              model    a stand-in for the OpenAI Realtime API at \(settings.openAI.baseURL.text)
              way      \(way)
              record   a private PostgreSQL in \(DatabaseOptions.embeddedFolder); `cora calls` looks at it later

            The stand-in hears that you speak, not what you say: it takes what it hears for these lines, one after the
            other. Say them, or anything else, and speak over the agent when you like.

            \(lines.joined(separator: "\n"))

            What is said is told below. Control-C ends it.

            """)
    }
}

/// Tells what callers in browsers and the agent say and do, as the record has it, a line for each.
private struct SessionTale: CallRecorder {
    func record(_ entry: CallRecord, of ticket: CallTicket) {
        guard let (who, what) = line(for: entry) else { return }
        let name = who.padding(toLength: 7, withPad: " ", startingAt: 0)
        // Sessions that go on at once are told apart.
        Console.say("  \(ticket.callSID.suffix(4))  \(name) \(what)")
    }

    private func line(for entry: CallRecord) -> (String, String)? {
        switch entry {
        case .started: ("", "a call begins")
        case .turn(let turn):
            (
                turn.role == .user ? "caller" : "agent",
                "“\(turn.text)”" + (turn.cutMilliseconds == nil ? "" : "; heard: “\(turn.heard)”")
            )
        case .tool(let invocation, let outcome, _):
            ("tool", invocation.name + (outcome.succeeded ? " did what it was asked" : " failed: \(outcome.envelope)"))
        case .ended(let termination, _): ("", "the call is over: \(termination)")
        default: nil
        }
    }
}

/// The desktop that the terminal is on, if it is on one.
private enum Desktop {
    /// Shows a page in the person's browser. It shows nothing where there is no desktop, or where standard output is no terminal.
    static func show(_ link: String) {
        guard isatty(STDOUT_FILENO) != 0, let opener = Self.opener else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [opener, link]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // The link has been printed: a desktop that shows none is no error.
        try? process.run()
    }

    /// What opens a link; nil where there is no desktop.
    private static var opener: String? {
        #if os(macOS)
            return "open"
        #else
            let environment = ProcessInfo.processInfo.environment
            let isThere = ["DISPLAY", "WAYLAND_DISPLAY"].contains { !environment[$0, default: ""].isEmpty }
            return isThere ? "xdg-open" : nil
        #endif
    }
}
