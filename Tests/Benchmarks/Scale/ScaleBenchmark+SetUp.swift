import BenchProbes
import NIOCore

extension ScaleBenchmark {
    /// What the beginnings of many calls did to themselves and to those that were talking.
    private struct Ramp: Sendable {
        /// Calls that did not come about.
        var failed = 0
        /// Until the last was there, in seconds.
        var took = 0.0
        var lost = 0
        var core = 0.0
        var figures = LoadFigures()

        var lateness: Milliseconds { figures.pacing.percentile(99) }
        var worst: Milliseconds { max(figures.up.percentile(99), figures.down.percentile(99)) }
    }

    /// Many calls set up while those that are there talk.
    func setUp() async throws -> Section {
        var section = Section(
            title: "Many calls at once",
            note:
                "a call begins every \(size.rampSeconds) s ÷ calls, and talks as soon as it hears something; p99 of all that "
                + "was said meanwhile, in milliseconds",
            columns: ["took, s", "failed", "lost", "p99 up", "p99 down", "of a core", "ends late"])
        for calls in size.ramps {
            let ramp = try await ramp(calls)
            let isKept = ramp.lateness <= LoadBenchmark.longest
            section.rows.append(
                .init(
                    title: "\(calls) calls",
                    cells: [
                        Text.number(ramp.took, places: 1), "\(ramp.failed)", "\(ramp.lost)",
                        Text.number(ramp.figures.up.percentile(99), places: 2),
                        Text.number(ramp.figures.down.percentile(99), places: 2),
                        "\(Text.number(ramp.core * 100, places: 0)) %", Text.number(ramp.lateness, places: 2),
                    ] + (isKept ? [] : ["  left out: both ends were late themselves"])))
            guard isKept else { continue }
            section.measures = [
                Measure(
                    name: "scale.setUp.calls", title: "calls that are judged", value: Double(calls), unit: "",
                    places: nil),
                thresholds.measure("scale.setUp.failed", "calls that did not come about", Double(ramp.failed), ""),
                thresholds.measure(
                    "scale.setUp.late", "the last was there, after the time to begin in",
                    (ramp.took - Double(size.rampSeconds)) * 1000, "ms", places: 0),
                thresholds.measure("scale.setUp.lost", "callers' frames lost", Double(ramp.lost), "", places: nil),
                thresholds.measure("scale.setUp.p99", "p99 of those alive, the worse way", ramp.worst, "ms", places: 2),
            ]
            return section
        }
        section.note += "; nothing is judged: both ends were late at every count"
        return section
    }

    private func ramp(_ calls: Int) async throws -> Ramp {
        let run = LoadRun(program: program, calls: calls)
        let pace = Duration.seconds(size.rampSeconds) / calls
        return try await run.withServer { server, stage in
            try await stage.eventLoop.submit {
                stage.value.waitsForAudio = true
                stage.value.isTalking = true
                stage.value.figures = LoadFigures()
            }.get()
            let (began, spent) = (ContinuousClock.now, try server.processorTime())
            var ramp = Ramp()
            ramp.failed = await begin(calls, of: run, at: began, pace, server.port, stage)
            for _ in 0..<150 {
                let ready = try await stage.eventLoop.submit { stage.value.ready }.get()
                ramp.took = (ContinuousClock.now - began) / .seconds(1)
                if ready >= calls - ramp.failed { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            let ready = try await stage.eventLoop.submit { stage.value.ready }.get()
            ramp.failed = max(ramp.failed, calls - ready)
            // The last ones have something to say too.
            try await Task.sleep(for: .seconds(2))
            ramp.core =
                Double(try server.processorTime() - spent) / 1_000_000_000
                / ((ContinuousClock.now - began) / .seconds(1))
            ramp.figures = try await stage.eventLoop.submit { stage.value.figures }.get()
            ramp.lost = try await run.lost(stage)
            return ramp
        }
    }

    /// Begins each call when its time has come, whatever became of those before.
    /// - Returns: how many failed.
    private func begin(
        _ calls: Int, of run: LoadRun, at began: ContinuousClock.Instant, _ pace: Duration, _ port: Int,
        _ stage: LoadRun.Stage
    ) async -> Int {
        await withTaskGroup(of: Bool.self) { tasks in
            for number in 0..<calls {
                tasks.addTask {
                    try? await Task.sleep(until: began + pace * number, clock: .continuous)
                    return (try? await run.open(call: number, port, stage)) != nil
                }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 0 : 1) }
        }
    }
}
