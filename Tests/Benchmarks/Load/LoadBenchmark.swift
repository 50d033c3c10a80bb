import BenchProbes
import Foundation

/// What CORA's calls cost beside the least that is possible, in NIO (`cora relay`) and at all (`relay.cpp`): the programs
/// take turns, each on a core of its own, with both ends of all calls on another one. Ratios are of neighbours in time,
/// because the same binary moves by 20 % from minute to minute.
///
/// In full that is 45 runs (3 counts, 3 programs, 5 times), 40 of variants (4, 2 programs, 5 times), and with peers 16 more;
/// each has 19.5 s of talk and 3 to 4 s of beginning and end: 85 × 23 s, 33 minutes.
struct LoadBenchmark {
    /// How much is run.
    struct Size: Sendable {
        /// How many calls at once.
        var calls: [Int]
        /// How often each.
        var pairs: Int
        /// Calls of the variants, and those whose latency is judged.
        var variantCalls: Int

        static let full = Size(calls: [100, 200, 400], pairs: 5, variantCalls: 200)
        static let quick = Size(calls: [50], pairs: 1, variantCalls: 50)
    }

    typealias Outcomes = [String: [LoadRun.Outcome]]

    /// The core of what is measured, and of everything else.
    static let (core, restCore) = (1, 0)
    /// How late both ends may be at the 99th percentile, in milliseconds: what they cannot keep up with is not judged.
    static let longest: Milliseconds = 5

    let size: Size
    /// The path of a `cora`, and of the relay in C++.
    let cora: String
    let cpp: String
    /// Bridges of others that are run besides; see `Scripts/bench`.
    var peers: LoadPeers?
    /// Where the plot goes.
    let plot: String
    let thresholds: Thresholds

    func run() async throws -> [Section] {
        var section = Section(
            title: "Calls beside the floor",
            note:
                "busy µ-law calls, \(LoadRun(program: .relay(cora), calls: 0).seconds) s a run, the program on one core and "
                + "both ends on another; medians of \(size.pairs), least–most; milliseconds of processor time a call-second",
            columns: ["CORA", "NIO relay", "C++ relay", "÷ relay", "÷ C++", "relay ÷ C++"])
        guard ProcessInfo.processInfo.activeProcessorCount > 1 else {
            section.note = "left out: it wants two cores"
            return [section]
        }
        var variants = Section(
            title: "Calls as they are on a line",
            note:
                "\(size.variantCalls) calls through CORA, and the same µ-law calls through the NIO relay, in turn; the "
                + "relay has no TLS, no PCM16 and no database: what these cost is in the ratio, whole",
            columns: ["CORA", "NIO relay", "÷ relay", "p99 up", "p99 down", "ends late"])
        var others: Section?
        try await Affinity.with(core: Self.restCore) {
            try await measureCounts(into: &section)
            try await measureVariants(into: &variants)
            others = try await peers?.measure(cora: cora)
        }
        return [section, variants] + (others.map { [$0] } ?? [])
    }

    // MARK: CORA and both relays

    private func measureCounts(into section: inout Section) async throws {
        var counts: [(calls: Int, outcomes: Outcomes)] = []
        var (kept, late): ([String: Double], [String: Double]) = ([:], [:])
        for calls in size.calls {
            let outcomes = try await alternate([.cora(cora), .relay(cora), .cpp(cpp)], calls: calls)
            counts.append((calls, outcomes))
            let ratios = [("cora", "relay"), ("cora", "cpp"), ("relay", "cpp")].map { ratio($0, $1, outcomes) }
            section.rows.append(
                .init(
                    title: "\(calls) calls",
                    cells: ["cora", "relay", "cpp"].map { Self.spread((outcomes[$0] ?? []).map(\.cost)) }
                        + ratios.map(Self.spread)))
            section.rows.append(contentsOf: latencies(outcomes, calls: calls))
            let lateness = Self.lateness(outcomes)
            for (name, ratios) in zip(["relay", "cpp"], ratios) {
                if lateness > Self.longest {
                    late[name] = max(late[name] ?? 0, ratios.median)
                } else {
                    kept[name] = max(kept[name] ?? 0, ratios.median)
                }
                section.measures.append(
                    Measure(
                        name: "load.ratio.\(name).\(calls)", title: "\(calls) calls: CORA ÷ \(Self.title(name))",
                        value: ratios.median, unit: "", places: 2))
            }
            if calls == size.variantCalls { section.measures += latencyMeasures(outcomes, calls: calls) }
        }
        // Where both ends were late at every count, there is no better.
        let worst = kept.isEmpty ? late : kept
        section.measures += [
            thresholds.measure(
                "load.ratio.relay", "CORA ÷ NIO relay, the worst count", worst["relay"] ?? 0, "", places: 2),
            thresholds.measure(
                "load.ratio.cpp", "CORA ÷ C++ relay, the worst count", worst["cpp"] ?? 0, "", places: 2),
        ]
        section.measures += costMeasures(counts.map(\.outcomes)) + reliability(counts.map(\.outcomes))
        try LoadPlot(counts: counts, latencyCalls: size.variantCalls).write(to: plot)
        section.note += "; plots: \(plot)"
    }

    // MARK: Variants

    /// A variant beside the relay, whose work is the same plain µ-law in all of them.
    func measure(
        _ program: LoadProgram, titled title: String, into section: inout Section
    ) async throws {
        let calls = size.variantCalls
        let outcomes = try await alternate([program, .relay(cora)], calls: calls)
        let ratios = ratio(program.name, "relay", outcomes)
        section.rows.append(
            .init(
                title: title,
                cells: [program.name, "relay"].map { Self.spread((outcomes[$0] ?? []).map(\.cost)) } + [
                    Self.spread(ratios)
                ]
                    + [\LoadFigures.up, \.down, \.pacing].map { Self.percentile(99, $0, outcomes[program.name]) }))
        section.measures.append(
            thresholds.measure(
                "load.ratio.\(program.name)", "CORA \(title) ÷ NIO relay", ratios.median, "", places: 2))
        section.measures.append(
            Measure(
                name: "load.memory.\(program.name)", title: "CORA \(title): a talking call's memory",
                value: (outcomes[program.name] ?? []).map(\.memory).median, unit: "kB", places: 1))
    }

    // MARK: Runs

    /// Lets the programs take turns.
    private func alternate(_ programs: [LoadProgram], calls: Int) async throws -> Outcomes {
        var outcomes: Outcomes = [:]
        for _ in 0..<size.pairs {
            for program in programs {
                let run = LoadRun(program: program.pinned(to: Self.core), calls: calls)
                outcomes[program.name, default: []].append(try await run.measure())
            }
        }
        return outcomes
    }

    private func ratio(_ one: String, _ other: String, _ outcomes: Outcomes) -> [Double] {
        zip(outcomes[one] ?? [], outcomes[other] ?? []).map { $0.cost / max($1.cost, 0.000_1) }
    }

    private static func title(_ name: String) -> String { name == "cpp" ? "C++ relay" : "NIO relay" }
}
