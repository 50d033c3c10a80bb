import BenchProbes

extension LoadBenchmark {
    /// The median with the least and the most.
    static func spread(_ values: [Double]) -> String {
        guard values.count > 1, let least = values.min(), let most = values.max() else {
            return Text.number(values.first ?? 0, places: 2)
        }
        let texts = [values.median, least, most].map { Text.number($0, places: 2) }
        return "\(texts[0]) \(texts[1])–\(texts[2])"
    }

    /// A percentile's median over runs, in milliseconds, as it is printed.
    static func percentile(
        _ percent: Double, _ times: KeyPath<LoadFigures, Durations>, _ outcomes: [LoadRun.Outcome]?
    ) -> String {
        Text.number(median(percent, times, outcomes), places: 2)
    }

    private static func median(
        _ percent: Double, _ times: KeyPath<LoadFigures, Durations>, _ outcomes: [LoadRun.Outcome]?
    ) -> Milliseconds {
        (outcomes ?? []).map { $0.figures[keyPath: times].percentile(percent) }.median
    }

    /// How late both ends were themselves: the median of runs' 99th percentiles.
    static func lateness(_ outcomes: Outcomes) -> Milliseconds {
        outcomes.values.flatMap { $0 }.map { $0.figures.pacing.percentile(99) }.median
    }

    /// Rows of what calls had of it.
    func latencies(_ outcomes: Outcomes, calls: Int) -> [Section.Row] {
        let names = ["cora", "relay", "cpp"]
        func row(_ title: String, _ percent: Double, _ times: KeyPath<LoadFigures, Durations>) -> Section.Row {
            .init(
                title: "\(calls) calls: \(title), ms",
                cells: names.map { Self.percentile(percent, times, outcomes[$0]) })
        }
        let lateness = Self.lateness(outcomes)
        return [
            row("p50 up", 50, \.up), row("p99 up", 99, \.up), row("p50 down", 50, \.down), row("p99 down", 99, \.down),
            row("p99 of barge-ins", 99, \.bargeIns),
            .init(
                title: "\(calls) calls: p99 of both ends' own lateness, ms",
                cells: [Text.number(lateness, places: 2)] + (lateness > Self.longest ? ["left out"] : [])),
        ]
    }

    /// Latency under its bounds: milliseconds, or so many times the relay's in the run beside.
    func latencyMeasures(_ outcomes: Outcomes, calls: Int) -> [Measure] {
        var measures: [Measure] = []
        for (way, times) in [("up", \LoadFigures.up), ("down", \LoadFigures.down)] {
            for percent in [50, 99] {
                let name = "load.\(way).p\(percent)"
                let pairs = zip(outcomes["cora"] ?? [], outcomes["relay"] ?? []).map { one, other in
                    one.figures[keyPath: times].percentile(Double(percent))
                        / max(other.figures[keyPath: times].percentile(Double(percent)), 0.001)
                }
                measures += [
                    thresholds.measure(
                        name, "\(calls) calls: added \(way), p\(percent)",
                        Self.median(Double(percent), times, outcomes["cora"]), "ms", places: 3,
                        otherwise: "\(name).ratio"),
                    thresholds.measure(
                        "\(name).ratio", "\(calls) calls: added \(way), p\(percent) ÷ NIO relay's", pairs.median, "",
                        places: 2, otherwise: name),
                ]
            }
        }
        let answer = Self.median(99, \.answers, outcomes["cora"])
        return measures + [
            thresholds.measure(
                "load.bargeIn.p99", "\(calls) calls: barge-in, p99", Self.median(99, \.bargeIns, outcomes["cora"]),
                "ms", places: 2),
            Measure(
                name: "load.answer.p99", title: "\(calls) calls: the answer's first audio passed on, p99",
                value: answer, unit: "ms", places: 2),
            // 500 ms are VAD_SILENCE_MILLISECONDS, by which the model hears that the caller is done.
            Measure(
                name: "load.answer.left",
                title: "of 1 s from last word to answer, left to model and line",
                value: 1000 - 500 - answer, unit: "ms", places: 1),
        ]
    }

    /// What a call's beginning costs, and its memory.
    func costMeasures(_ counts: [Outcomes]) -> [Measure] {
        func all(_ name: String, _ value: KeyPath<LoadRun.Outcome, Double>) -> Double {
            counts.flatMap { $0[name] ?? [] }.map { $0[keyPath: value] }.median
        }
        let (memory, floor) = (all("cora", \.memory), all("relay", \.memory))
        return [
            thresholds.measure(
                "load.ratio.setUp", "CORA ÷ NIO relay, a call's beginning, median",
                all("cora", \.setUp) / max(all("relay", \.setUp), 0.001), "", places: 2),
            thresholds.measure("load.memory", "a talking call's memory, median", memory, "kB", places: 1),
            Measure(
                name: "load.memory.relay", title: "the same of the NIO relay", value: floor, unit: "kB", places: 1),
            thresholds.measure("load.memory.more", "CORA's more than the relay's", memory - floor, "kB", places: 1),
        ]
    }

    /// What the outcomes are worth: what was lost, and how punctual both ends were.
    func reliability(_ counts: [Outcomes]) -> [Measure] {
        let outcomes = counts.flatMap { $0.values.flatMap { $0 } }
        let pacing = outcomes.map { $0.figures.pacing.percentile(99) }.max() ?? 0
        let silent = outcomes.count { $0.figures.clears == 0 }
        return [
            thresholds.measure(
                "load.lost", "callers' frames lost, the worst run", Double(outcomes.map(\.lost).max() ?? 0), "",
                places: nil),
            thresholds.measure(
                "load.mixed", "callers' frames at another call's model",
                Double(outcomes.map(\.figures.mixed).reduce(0, +)), "", places: nil),
            thresholds.measure("load.silent", "runs without a barge-in", Double(silent), "", places: nil),
            Measure(
                name: "load.pacing", title: "lateness of both ends themselves, p99 of the worst run", value: pacing,
                unit: "ms", places: 2),
        ]
    }
}
