import ArgumentParser
import BenchProbes
import Foundation

/// `cora-bench`: what the product promises in numbers, measured. Run it through `Scripts/bench`.
@main
struct CoraBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cora-bench", abstract: "Measures what CORA promises in numbers.")

    /// What there is to be measured.
    enum Benchmark: String, CaseIterable, ExpressibleByArgument {
        case audio
        case latency
        case greeting
        case store
        case tools
        case listings
        case ops
        case recovery
        case cpu
        case strangers
        case log
        case web
        case load
        case scale
        case instructions

        /// What is measured where nothing is named: neither what takes as long as all of it, nor what wants a build of its
        /// own.
        static var ordinary: [Benchmark] { allCases.filter { ![.load, .scale, .instructions].contains($0) } }
    }

    @Argument(help: "What to measure; if nothing is named, everything but load, scale and instructions.")
    var benchmarks: [Benchmark] = []

    @Flag(help: "Short runs.")
    var quick = false

    @Flag(help: "Fail when a target is missed.")
    var check = false

    @Option(help: "How long the latency call lasts.")
    var seconds: Int?

    @Option(help: "Calls at once whose model is lost, in one batch, instead of batches of 10 and of 50.")
    var calls: Int?

    @Option(help: "Another build's `cora`: cpu measures it in turn with the one that was built with this program.")
    var beside: String?

    @Option(help: "What that other build is called in the results.")
    var besideName = "other"

    @Option(help: "A Python with what Tests/Interop needs, for what web measures in a browser.")
    var python = ".venv/bin/python"

    @Option(help: "The relay in C++ (Tests/Benchmarks/Floor), which load and instructions compare with.")
    var floor = ".build/relay"

    @Option(help: "A `cora` that valgrind can run: with the standard library in it, and stripped.")
    var stripped = ".build-static/stripped/cora"

    @Option(help: "A folder with virtualenvs of other bridges, which load then measures too (Tests/Benchmarks/Peers).")
    var peers: String?

    @Option(help: "Where load's plots go.")
    var plot = ".cora/bench-load.svg"

    @Option(help: "What numbers are held against.")
    var thresholds = "Tests/Benchmarks/thresholds.json"

    @Option(help: "Where the results go as JSON.")
    var json: String?

    @Option(help: "What this runs on, for the results.")
    var machine = ""

    /// Results as they are written.
    private struct Results: Codable {
        var machine: String
        var quick: Bool
        var sections: [Section]
    }

    func run() async throws {
        let thresholds = try Thresholds(file: thresholds)
        var sections: [Section] = []
        for benchmark in benchmarks.isEmpty ? Benchmark.ordinary : benchmarks {
            for section in try await measure(benchmark, thresholds) {
                say(section.text)
                sections.append(section)
            }
        }
        if let json { try write(sections, to: json) }
        let misses = sections.flatMap(\.misses)
        let judged = sections.flatMap(\.measures).count { $0.target != nil }
        say("")
        say(
            misses.isEmpty
                ? "PASS: \(judged) of \(judged) targets met"
                : "MISS: " + misses.map { "\($0.title) \($0.text)" }.joined(separator: "; "))
        if check, !misses.isEmpty { throw ExitCode.failure }
    }

    /// Prints a line at once: piped, a run of minutes is to be seen as it goes.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private func measure(_ benchmark: Benchmark, _ thresholds: Thresholds) async throws -> [Section] {
        switch benchmark {
        case .audio:
            [AudioBenchmark(repetitions: quick ? 2000 : 20_000, thresholds: thresholds).run()]
        case .latency:
            [try await LatencyBenchmark(seconds: seconds ?? (quick ? 10 : 120), thresholds: thresholds).run()]
        case .greeting:
            [
                try await GreetingBenchmark(
                    cachedCalls: quick ? 50 : 200, uncachedCalls: quick ? 25 : 100, thresholds: thresholds
                ).run()
            ]
        case .store:
            [try await StoreBenchmark(size: quick ? .quick : .full, thresholds: thresholds).run()]
        case .tools:
            [try await ToolsBenchmark(rounds: quick ? 20 : 200, thresholds: thresholds).run()]
        case .listings:
            [try await ImportBenchmark(listings: quick ? 20_000 : 100_000, thresholds: thresholds).run()]
        case .ops:
            [try await OpsBenchmark(calls: quick ? 200 : 1000, reads: quick ? 40 : 200, thresholds: thresholds).run()]
        case .recovery:
            [
                try await RecoveryBenchmark(
                    batches: calls.map { [$0] } ?? (quick ? [10, 50] : Array(repeating: 10, count: 10) + [50, 50]),
                    muteCalls: quick ? 5 : 20,
                    thresholds: thresholds
                ).run()
            ]
        case .strangers:
            [
                try await StrangersBenchmark(
                    calls: 50, idle: 2000, slow: 200, announcements: quick ? 50 : 300, program: Self.neighbour,
                    thresholds: thresholds
                ).run()
            ]
        case .log:
            [
                try await LogBenchmark(
                    calls: 100, seconds: quick ? 10 : 60, program: Self.neighbour, thresholds: thresholds
                ).run()
            ]
        case .web:
            [
                try await WebBenchmark(
                    calls: 20, rounds: quick ? 1 : 5, program: Self.neighbour,
                    browser: .init(python: python, program: Self.neighbour, isQuick: quick), thresholds: thresholds
                ).run()
            ]
        case .load: try await load(thresholds)
        case .scale:
            try await ScaleBenchmark(
                size: quick ? .quick : .full, cora: Self.neighbour, thresholds: thresholds
            ).run()
        case .instructions:
            [try await InstructionsBenchmark(calls: 20, cora: stripped, cpp: floor, thresholds: thresholds).run()]
        case .cpu:
            [
                try await CPUBenchmark(
                    calls: 20, rounds: quick ? 3 : 7, program: .init(name: "this tree", path: Self.neighbour),
                    other: beside.map { .init(name: besideName, path: $0) }, thresholds: thresholds
                ).run()
            ]
        }
    }

    private func load(_ thresholds: Thresholds) async throws -> [Section] {
        let here = FileManager.default.currentDirectoryPath
        let peers = peers.map { folder in
            LoadPeers(
                folder: URL(fileURLWithPath: folder).path, servers: "\(here)/Tests/Benchmarks/Peers",
                thresholds: thresholds)
        }
        return try await LoadBenchmark(
            size: quick ? .quick : .full, cora: Self.neighbour, cpp: floor, peers: peers, plot: plot,
            thresholds: thresholds
        ).run()
    }

    /// The server that was built with this program.
    private static var neighbour: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("cora").path
    }

    private func write(_ sections: [Section], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try encoder.encode(Results(machine: machine, quick: quick, sections: sections)).write(to: file)
    }
}
