import BenchProbes

extension ScaleBenchmark {
    /// What a call costs, and the memory it has, from few calls to many.
    func costs() async throws -> Section {
        var section = Section(
            title: "From few calls to many",
            note:
                "busy µ-law calls through CORA with logs only, on one core; medians of \(size.rounds), least–most; idle is "
                + "connected, and nothing said yet",
            columns: ["ms/call-s", "of a core", "kB idle", "kB talking", "p99 up", "ends late"])
        var outcomes: [Int: [LoadRun.Outcome]] = [:]
        var reasons: [Int: String] = [:]
        for _ in 0..<size.rounds {
            for calls in size.counts where reasons[calls] == nil {
                do {
                    outcomes[calls, default: []].append(try await LoadRun(program: program, calls: calls).measure())
                } catch {
                    reasons[calls] = "\(error)"
                }
            }
        }
        var judged: [(calls: Int, outcomes: [LoadRun.Outcome])] = []
        for calls in size.counts {
            if let reason = reasons[calls] {
                section.rows.append(.init(title: "\(calls) calls", cells: ["failed: \(reason)"]))
                continue
            }
            let runs = outcomes[calls] ?? []
            let why = leftOut(runs)
            section.rows.append(row(calls, runs, why))
            if why == nil { judged.append((calls, runs)) }
        }
        section.measures =
            measures(judged) + [
                thresholds.measure(
                    "scale.failed", "counts at which calls did not come about, or ended", Double(reasons.count), "",
                    places: nil),
                thresholds.measure(
                    "scale.lost", "callers' frames lost at the counts that are judged",
                    Double(judged.flatMap(\.outcomes).map(\.lost).reduce(0, +)), "", places: nil),
            ]
        return section
    }

    /// Why runs say nothing of CORA's cost; nil if they do.
    private func leftOut(_ runs: [LoadRun.Outcome]) -> String? {
        if runs.map({ $0.figures.pacing.percentile(99) }).median > LoadBenchmark.longest {
            return "left out: both ends were late themselves"
        }
        return runs.map(\.core).median > Self.full ? "left out: its core was full" : nil
    }

    private func row(_ calls: Int, _ runs: [LoadRun.Outcome], _ why: String?) -> Section.Row {
        .init(
            title: "\(calls) calls",
            cells: [
                LoadBenchmark.spread(runs.map(\.cost)), "\(Text.number(runs.map(\.core).median * 100, places: 0)) %",
                Text.number(runs.map(\.idleMemory).median, places: 1),
                Text.number(runs.map(\.memory).median, places: 1),
                LoadBenchmark.percentile(99, \.up, runs), LoadBenchmark.percentile(99, \.pacing, runs),
            ] + (why.map { ["  " + $0] } ?? []))
    }

    private func measures(_ judged: [(calls: Int, outcomes: [LoadRun.Outcome])]) -> [Measure] {
        guard let last = judged.last else { return [] }
        var (rise, least) = (0.0, Double.infinity)
        for count in judged {
            let cost = count.outcomes.map(\.cost).median
            if least.isFinite { rise = max(rise, cost / max(least, 0.000_1)) }
            least = min(least, cost)
        }
        var measures = [
            Measure(
                name: "scale.judged", title: "most calls whose cost is judged", value: Double(last.calls), unit: "",
                places: nil),
            thresholds.measure(
                "scale.cost.rise", "dearest count ÷ the cheapest with fewer calls", rise, "", places: 2),
        ]
        // What the first calls are the first to use is not a call's: what one more takes is told by two counts.
        guard let first = judged.first(where: { $0.calls >= 100 }) ?? judged.first, first.calls < last.calls else {
            return measures
        }
        for (name, title, value) in [
            ("idle", "idle", \LoadRun.Outcome.idleMemory), ("talking", "talking", \.memory),
        ] {
            let totals = [first, last].map { count in
                count.outcomes.map { $0[keyPath: value] }.median * Double(count.calls)
            }
            measures.append(
                thresholds.measure(
                    "scale.memory.\(name)", "one more call's memory, \(title), \(first.calls) to \(last.calls)",
                    (totals[1] - totals[0]) / Double(last.calls - first.calls), "kB", places: 1))
        }
        return measures
    }
}
