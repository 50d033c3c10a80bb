import ArgumentParser
import CoraFakeTwilio
import CoraLoad
import CoraSession
import CoraWire
import Foundation

/// `cora loadtest`: hundreds of scripted calls through a server, and what becomes of them.
struct LoadTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest", abstract: "Measure a server with many calls at once.",
        discussion: """
            Alone, it starts a server of its own and measures that. With --webhook it measures any bridge that dials its \
            model at --model-port: TWILIO_AUTH_TOKEN signs what the bridge checks, OPS_TOKEN reads --stats.

            Exits with 0 only if every bound was held: 0 frames lost, 0 mixed up, 0 calls failed, and those that are given. \
            A run whose own frames were late (p99 over 5 ms) is UNRELIABLE and exits with 2.
            """)

    @OptionGroup var shape: LoadShapeOptions
    @OptionGroup var target: LoadTargetOptions
    @OptionGroup var limits: LoadBoundOptions

    @Flag(help: "Look for the most calls that hold the bounds: doubles from --calls, then halves the difference.")
    var findMax = false

    @Option(help: "Write the figures to this file, as JSON.")
    var json: String?

    @Option(help: "Write a page with plots to this file.")
    var html: String?

    /// The most calls that --find-max tries.
    private static let most = 5000
    /// What is signed with if nothing else is given: of a server that is started.
    private static let authToken = "load-test-auth-token"

    func run() async throws {
        let terminal = LoadTerminal()
        let report = try await withThrowingTaskGroup(of: LoadReport?.self) { tasks in
            tasks.addTask { try await measure(terminal) }
            tasks.addTask {
                await Interruption.wait()
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
        guard let report else {
            terminal.say("interrupted")
            throw ExitCode(130)
        }
        terminal.say(report.text)
        if let json { try report.json.text.appending("\n").write(toFile: json, atomically: true, encoding: .utf8) }
        if let html { try report.html.write(toFile: html, atomically: true, encoding: .utf8) }
        switch report.verdict {
        case .held: return
        case .missed: throw ExitCode(1)
        case .unreliable: throw ExitCode(2)
        }
    }

    /// Opens both ends, starts a server if none is named, and takes all of it down again in every case.
    private func measure(_ terminal: LoadTerminal) async throws -> LoadReport {
        let folder = try ChildServer.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificate = target.tls ? try LoadCertificate(in: folder) : nil
        let ends = try await LoadRun.open(
            host: target.modelHost, port: target.modelPort ?? 0, tls: certificate?.serverContext())
        let result: Result<LoadReport, any Error>
        do {
            if target.isPinned { try Cores.leaveTheServersOwn() }
            let child = target.webhook == nil ? try await start(folder, certificate, ends) : nil
            do {
                let session = try session(ends, child, certificate, terminal)
                result = .success(try await measure(session, terminal))
            } catch {
                result = .failure(error)
            }
            await child?.stop()
        } catch {
            result = .failure(error)
        }
        await ends.close()
        return try result.get()
    }

    private func start(_ folder: String, _ certificate: LoadCertificate?, _ ends: LoadRun) async throws -> ChildServer {
        var setup = ChildServer.Setup(
            program: target.program ?? Self.ownPath, modelURL: modelURL(ends), authToken: Self.authToken,
            mostCalls: findMax ? Self.most + 100 : shape.calls + 100)
        setup.isWide = target.isWide
        setup.isPinned = target.isPinned
        setup.certificate = certificate
        return try await ChildServer.start(setup, in: folder, on: ends.callerLoop)
    }

    private func session(
        _ ends: LoadRun, _ child: ChildServer?, _ certificate: LoadCertificate?, _ terminal: LoadTerminal
    ) throws -> LoadSession {
        let environment = ProcessInfo.processInfo.environment
        let tls = TransportSecurity.boringSSL(
            try LoadCertificate.clientContext(trusting: certificate?.file ?? target.caFile))
        let webhook = target.webhook ?? child.map { $0.origin + "/twilio/voice" } ?? ""
        let publicURL = target.publicURL ?? (child == nil ? environment["PUBLIC_URL"] : nil) ?? webhook
        let token = child == nil ? environment["TWILIO_AUTH_TOKEN"] ?? Self.authToken : Self.authToken
        var session = LoadSession(
            ends: ends, address: try PublicAddress(publicURL: publicURL, webhookURL: webhook), authToken: token,
            to: target.to, tls: tls)
        session.process = child?.process ?? target.serverPid
        let stats =
            child.map { ($0.origin + "/ops/stats", $0.opsToken) }
            ?? target.stats.map { ($0, environment["OPS_TOKEN"] ?? "") }
        session.stats = stats.map { ServerStats(url: $0.0, token: $0.1, tls: tls, loop: ends.callerLoop) }
        let server = child.map { "a server of this test's, process \($0.process), at \($0.origin)" } ?? webhook
        terminal.say("testing \(server)\nthe model: OPENAI_BASE_URL=\(modelURL(ends))")
        return session
    }

    /// One run, or those of a search.
    private func measure(_ session: LoadSession, _ terminal: LoadTerminal) async throws -> LoadReport {
        let seed = shape.seed ?? UInt64.random(in: 1...999_999)
        let bounds = try limits.bounds(searching: findMax)
        guard findMax else {
            let plan = shape.plan(calls: shape.calls, seed: seed, numbersAfter: 0)
            return report(await session.run(plan) { terminal.show($0) }, bounds)
        }
        var search = MaxSearch(from: shape.calls, atMost: Self.most)
        var (best, last): (LoadFigures?, LoadFigures?) = (nil, nil)
        var numbers = 0
        var tried: [[LoadSecond]] = []
        while let calls = search.next, !Task.isCancelled {
            let plan = shape.plan(calls: calls, seed: seed, numbersAfter: numbers)
            numbers += plan.calls.count
            let figures = await session.run(plan) { terminal.show($0) }
            let outcome = figures.outcome(bounds)
            search.record(calls, outcome)
            tried.append(figures.seconds)
            terminal.say("\(calls) calls: \(outcome); \(report(figures, bounds).sentence)")
            if outcome == .held, calls == search.best { best = figures }
            last = figures
        }
        guard var figures = best ?? last else { throw CancellationError() }
        for step in search.steps where step.outcome == .unreliable {
            figures.unmeasured.append("\(step.calls) calls: the generator was late itself, so they are left out")
        }
        var report = report(figures, bounds)
        report.search = search
        report.tried = tried
        return report
    }

    private func report(_ figures: LoadFigures, _ bounds: LoadBounds) -> LoadReport {
        LoadReport(
            figures, bounds: bounds, machine: Machine.name,
            command: "cora " + CommandLine.arguments.dropFirst().joined(separator: " "),
            date: Date.now.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false)))
    }

    private func modelURL(_ ends: LoadRun) -> String {
        "\(target.tls ? "https" : "http")://127.0.0.1:\(ends.modelPort)/v1"
    }

    private static var ownPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}

extension LoadFigures {
    /// What a search makes of a run.
    fileprivate func outcome(_ bounds: LoadBounds) -> MaxSearch.Outcome {
        switch verdict(bounds) {
        case .held: .held
        case .missed: .missed
        case .unreliable: .unreliable
        }
    }
}

#if LOAD_ALONE
    // Alone in its room, it is the program.
    @main extension LoadTest {}
#endif
