import BenchProbes
import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging

/// What CORA's calls cost beside the least that is possible, in NIO (`cora relay`) and at all (`relay.cpp`): the programs
/// take turns, each on a core of its own, with both ends of all calls on another one. Ratios are of neighbours in time,
/// because the same binary moves by 20 % from minute to minute.
struct LoadBenchmark {
    /// How much is run.
    struct Size: Sendable {
        /// How many calls at once.
        var calls: [Int]
        /// How often each.
        var pairs: Int
        /// Calls of the variants: PCM16, a database.
        var variantCalls: Int

        static let full = Size(calls: [100, 200, 400], pairs: 5, variantCalls: 200)
        static let quick = Size(calls: [50], pairs: 1, variantCalls: 50)
    }

    let size: Size
    /// The path of a `cora`, and of the relay in C++.
    let cora: String
    let cpp: String
    let thresholds: Thresholds

    private typealias Outcomes = [String: [LoadRun.Outcome]]

    /// The core of what is measured, and of everything else.
    private static let (core, restCore) = (1, 0)
    /// How late both ends may be at the 99th percentile, in milliseconds: what they cannot keep up with is not judged.
    private static let longest: Milliseconds = 5

    func run() async throws -> Section {
        var section = Section(
            title: "Calls beside the floor",
            note:
                "busy µ-law calls, \(LoadRun(program: .relay(cora), calls: 0).seconds) s a run, the program on one core and "
                + "both ends on another; medians of \(size.pairs), least–most; milliseconds of processor time a call-second",
            columns: ["CORA", "NIO relay", "C++ relay", "÷ relay", "÷ C++", "relay ÷ C++"])
        guard ProcessInfo.processInfo.activeProcessorCount > 1 else {
            section.note = "left out: it wants two cores"
            return section
        }
        try await Affinity.with(core: Self.restCore) {
            try await measureCounts(into: &section)
            try await measureVariants(into: &section)
        }
        return section
    }

    // MARK: CORA and both relays

    private func measureCounts(into section: inout Section) async throws {
        var all: Outcomes = [:]
        var (kept, late): ([String: Double], [String: Double]) = ([:], [:])
        for calls in size.calls {
            let outcomes = try await alternate([.cora(cora), .relay(cora), .cpp(cpp)], calls: calls)
            for (name, outcomes) in outcomes { all[name, default: []] += outcomes }
            let ratios = [("cora", "relay"), ("cora", "cpp"), ("relay", "cpp")].map { ratio($0, $1, outcomes) }
            section.rows.append(
                .init(
                    title: "\(calls) calls",
                    cells: ["cora", "relay", "cpp"].map { spread((outcomes[$0] ?? []).map(\.cost)) }
                        + ratios.map(spread)))
            section.rows.append(contentsOf: latencies(outcomes, calls: calls))
            let lateness = outcomes.values.flatMap { $0 }.map { $0.figures.pacing.percentile(99) }.median
            section.rows.append(
                .init(
                    title: "\(calls) calls: p99 of both ends' own lateness, ms",
                    cells: [Text.number(lateness, places: 2)] + (lateness > Self.longest ? ["left out"] : [])))
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
        }
        // Where both ends were late at every count, there is no better.
        let worst = kept.isEmpty ? late : kept
        section.measures += [
            thresholds.measure(
                "load.ratio.relay", "CORA ÷ NIO relay, the worst count", worst["relay"] ?? 0, "", places: 2),
            thresholds.measure(
                "load.ratio.cpp", "CORA ÷ C++ relay, the worst count", worst["cpp"] ?? 0, "", places: 2),
            thresholds.measure(
                "load.ratio.setUp", "CORA ÷ NIO relay, a call's beginning, median",
                (all["cora"] ?? []).map(\.setUp).median / max((all["relay"] ?? []).map(\.setUp).median, 0.001), "",
                places: 2),
            thresholds.measure(
                "load.memory", "a talking call's memory, median", (all["cora"] ?? []).map(\.memory).median, "kB",
                places: 1),
            Measure(
                name: "load.memory.relay", title: "the same of the NIO relay",
                value: (all["relay"] ?? []).map(\.memory).median, unit: "kB", places: 1),
        ]
        section.measures += reliability(all.values.flatMap { $0 })
    }

    /// What an outcome is worth: what was lost, and how punctual both ends were.
    private func reliability(_ outcomes: [LoadRun.Outcome]) -> [Measure] {
        let pacing = outcomes.map { $0.figures.pacing.percentile(99) }.max() ?? 0
        let silent = outcomes.count { $0.figures.clears == 0 }
        return [
            thresholds.measure(
                "load.lost", "callers' frames lost, the worst run", Double(outcomes.map(\.lost).max() ?? 0), "",
                places: nil),
            thresholds.measure("load.silent", "runs without a barge-in", Double(silent), "", places: nil),
            Measure(
                name: "load.pacing", title: "lateness of both ends themselves, p99 of the worst run", value: pacing,
                unit: "ms", places: 2),
        ]
    }

    private func latencies(_ outcomes: Outcomes, calls: Int) -> [Section.Row] {
        [("up", \LoadFigures.up), ("down", \LoadFigures.down)].map { title, way in
            let cells = ["cora", "relay", "cpp"].map { name in
                Text.number(
                    (outcomes[name] ?? []).map { $0.figures[keyPath: way].percentile(99) }.median, places: 2)
            }
            return .init(title: "\(calls) calls: p99 \(title), ms", cells: cells)
        }
    }

    // MARK: Variants

    private func measureVariants(into section: inout Section) async throws {
        let calls = size.variantCalls
        try await measure(.cora(cora, name: "pcm16", .pcm16), titled: "PCM16", calls, into: &section)
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = StoreUnderTest.logger
        let postgres = try await EmbeddedPostgres.start(.init(folder: folder), logger: logger)
        do {
            let pool = PostgresPool(postgres.conninfo, logger: logger)
            _ = try await pool.withConnection { try await Migrator(logger: logger).up(on: $0) }
            await pool.close()
            let program = LoadProgram.cora(cora, name: "postgres", settings: ["DATABASE_URL": postgres.conninfo.text])
            try await measure(program, titled: "with Postgres", calls, into: &section)
        } catch {
            await postgres.stop()
            throw error
        }
        await postgres.stop()
    }

    private func measure(
        _ program: LoadProgram, titled title: String, _ calls: Int, into section: inout Section
    ) async throws {
        let outcomes = try await alternate([program, .relay(cora)], calls: calls)
        let ratios = ratio(program.name, "relay", outcomes)
        section.rows.append(
            .init(
                title: "\(calls) calls, \(title)",
                cells: [program.name, "relay"].map { spread((outcomes[$0] ?? []).map(\.cost)) } + ["", spread(ratios)]))
        section.measures.append(
            thresholds.measure(
                "load.ratio.\(program.name)", "CORA \(title) ÷ NIO relay", ratios.median, "", places: 2))
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

    private func spread(_ values: [Double]) -> String {
        guard values.count > 1, let least = values.min(), let most = values.max() else {
            return Text.number(values.first ?? 0, places: 2)
        }
        return [values.median, least, most].map { Text.number($0, places: 2) }.enumerated()
            .map { $0.offset == 1 ? " \($0.element)" : $0.offset == 2 ? "–\($0.element)" : $0.element }.joined()
    }

    private static func title(_ name: String) -> String { name == "cpp" ? "C++ relay" : "NIO relay" }
}
