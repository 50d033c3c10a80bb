import BenchProbes
import NIOCore

extension ScaleBenchmark {
    /// What it does to calls that their server's stats are read, once a second: with and without, in turn.
    func stats() async throws -> Section {
        let run = LoadRun(program: program, calls: size.calls)
        let poll = LoadPoll(target: "/ops/stats", every: .seconds(1))
        let pairs = try await run.withServer { server, stage in
            try await run.open(server.port, stage)
            try await stage.eventLoop.submit { stage.value.isTalking = true }.get()
            try await Task.sleep(for: .seconds(run.warmUp))
            var pairs: [(quiet: LoadRun.Outcome, read: LoadRun.Outcome)] = []
            for _ in 0..<size.pairs {
                var (quiet, read) = (LoadRun.Outcome(), LoadRun.Outcome())
                try await run.look(at: server, stage, for: size.pairSeconds, into: &quiet)
                try await run.polling(poll, server.port, stage.eventLoop) {
                    try await run.look(at: server, stage, for: size.pairSeconds, into: &read)
                }
                pairs.append((quiet, read))
            }
            return pairs
        }
        return section(pairs)
    }

    private func section(_ pairs: [(quiet: LoadRun.Outcome, read: LoadRun.Outcome)]) -> Section {
        var section = Section(
            title: "Stats that are read",
            note:
                "\(size.calls) talking calls; \(size.pairSeconds) s with GET /ops/stats once a second and as long without, in "
                + "turn, \(size.pairs) times; medians in milliseconds",
            columns: ["nobody reads", "read", "more"])
        var worst = 0.0
        for (title, way) in [("p99 up", \LoadFigures.up), ("p99 down", \.down)] {
            let quiet = pairs.map { $0.quiet.figures[keyPath: way].percentile(99) }
            let read = pairs.map { $0.read.figures[keyPath: way].percentile(99) }
            let more = zip(quiet, read).map { $1 - $0 }.median
            worst = max(worst, more)
            section.rows.append(
                .init(title: title, cells: [quiet.median, read.median, more].map { Text.number($0, places: 2) }))
        }
        let (quiet, read) = (pairs.map(\.quiet.cost).median, pairs.map(\.read.cost).median)
        section.rows.append(
            .init(title: "CPU ms a call-second", cells: [quiet, read, read - quiet].map { Text.number($0, places: 3) }))
        let lateness = pairs.flatMap { [$0.quiet, $0.read] }.map { $0.figures.pacing.percentile(99) }.median
        section.rows.append(
            .init(title: "both ends' own lateness, p99", cells: [Text.number(lateness, places: 2)]))
        section.measures = [
            thresholds.measure("scale.stats.p99", "reading adds to p99, the worse way", worst, "ms", places: 2)
        ]
        return section
    }
}
