import BenchProbes
import CoraWire
import NIOCore

extension ScaleBenchmark {
    /// A server at rest.
    private struct Rest: Sendable {
        var holdings: ServerProcess.Holdings
        /// How often in a second a thread of its is woken: its timers, where nobody speaks to it.
        var wakings: Double
        /// Milliseconds of processor time a second.
        var cost: Double
        /// What it says itself.
        var live: Int
        var sessions: Int
    }

    /// How long a server is watched at rest, in seconds.
    private static let watch = 5
    /// How long it may take to notice that all calls have ended, in seconds.
    private static let patience = 20

    /// What is left when all calls have ended, twice: what stays after the first time may be kept for the next, what the
    /// second adds is a leak.
    func teardown() async throws -> Section {
        let run = LoadRun(program: program, calls: size.calls)
        let rests = try await run.withServer { server, stage in
            var rests = [try await rest(server, stage)]
            for time in 0..<2 {
                try await LoadRun(program: program, calls: size.calls, first: time * size.calls).open(
                    server.port, stage)
                try await stage.eventLoop.submit { stage.value.isTalking = true }.get()
                try await Task.sleep(for: .seconds(8))
                try await stage.eventLoop.submit {
                    stage.value.isTalking = false
                    stage.value.hangUp()
                }.get()
                try await waitForEnd(stage)
                // For what the server does once it has noticed.
                try await Task.sleep(for: .seconds(2))
                try await stage.eventLoop.submit { stage.value.clear() }.get()
                rests.append(try await rest(server, stage))
            }
            return rests
        }
        return section(rests)
    }

    private func section(_ rests: [Rest]) -> Section {
        var section = Section(
            title: "When all calls have ended",
            note:
                "\(size.calls) calls that talked for 8 s, twice; \(Self.watch) s at rest each time; timers are seen by how "
                + "often threads are woken",
            columns: ["sockets", "files", "threads", "MB", "woken/s", "CPU ms/s", "calls", "sessions"])
        for (title, rest) in zip(["before any call", "after the first time", "after the second"], rests) {
            let holdings = rest.holdings
            section.rows.append(
                .init(
                    title: title,
                    cells: [
                        "\(holdings.sockets)", "\(holdings.files)", "\(holdings.threads)",
                        Text.number(Double(holdings.kilobytes) / 1024, places: 1), Text.number(rest.wakings, places: 1),
                        Text.number(rest.cost, places: 2), "\(rest.live)", "\(rest.sessions)",
                    ]))
        }
        guard rests.count == 3 else { return section }
        let (before, first, last) = (rests[0], rests[1], rests[2])
        func left(_ name: String, _ title: String, _ value: Int) -> Measure {
            thresholds.measure("scale.left.\(name)", title, Double(value), "", places: nil)
        }
        section.measures = [
            left("sockets", "sockets more than before", last.holdings.sockets - before.holdings.sockets),
            left("files", "files more than after the first time", last.holdings.files - first.holdings.files),
            left("threads", "threads more than after the first time", last.holdings.threads - first.holdings.threads),
            left("calls", "calls and sessions that its stats still have", last.live + last.sessions),
            thresholds.measure(
                "scale.left.timers", "wakings a second more than before", last.wakings - before.wakings, "", places: 1),
            thresholds.measure(
                "scale.left.memory", "memory of a call of the second time that stays",
                Double(last.holdings.kilobytes - first.holdings.kilobytes) / Double(size.calls), "kB", places: 1),
            Measure(
                name: "scale.left.all", title: "memory more than before any call, a call at once",
                value: Double(last.holdings.kilobytes - before.holdings.kilobytes) / Double(size.calls), unit: "kB",
                places: 1),
        ]
        return section
    }

    private func rest(_ server: ServerProcess, _ stage: LoadRun.Stage) async throws -> Rest {
        let stats = try await LoadPoll(target: "/ops/stats", every: .zero)
            .read(port: server.port, on: stage.eventLoop)
        let json = try JSON.parse(ByteBuffer(string: stats))
        guard let live = json["calls"]?["live"]?.int, let sessions = json["model"]?["open"]?.int else {
            throw Carrier.Refused(description: "the stats have no calls: \(stats.prefix(200))")
        }
        // For the connection that asked.
        try await Task.sleep(for: .seconds(1))
        let (woken, spent) = (try server.sleeps(), try server.processorTime())
        try await Task.sleep(for: .seconds(Self.watch))
        return Rest(
            holdings: try server.holdings(), wakings: Double(try server.sleeps() - woken) / Double(Self.watch),
            cost: Double(try server.processorTime() - spent) / 1_000_000 / Double(Self.watch), live: live,
            sessions: sessions)
    }

    /// - Throws: `Carrier.Refused` where sockets are still open after a time.
    private func waitForEnd(_ stage: LoadRun.Stage) async throws {
        for _ in 0..<(10 * Self.patience) {
            try await Task.sleep(for: .milliseconds(100))
            if try await stage.eventLoop.submit({ stage.value.sockets }).get() == 0 { return }
        }
        throw Carrier.Refused(description: "sockets are open \(Self.patience) s after all calls have ended")
    }
}
