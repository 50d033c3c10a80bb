import BenchProbes
import NIOCore
import NIOPosix

/// What a call costs in processor time: µ-law calls that are always in use, through `cora serve` as a process of its
/// own. Where another build is named, each run is one of a pair: the same calls go through that build first, so that
/// both meet the machine as it is in that minute.
struct CPUBenchmark {
    /// A `cora` to be measured.
    struct Program: Sendable {
        /// What it is called in the results.
        var name: String
        /// Where it is.
        var path: String
    }

    let calls: Int
    let rounds: Int
    let program: Program
    /// What it is held against; nil for none.
    let other: Program?
    let thresholds: Thresholds
    private static let warmUp = Duration.seconds(3)
    /// Two turns: whenever a call is looked at, it is for as much of everything.
    private static let seconds = 12

    /// One program's run.
    private struct Run: Sendable {
        /// Milliseconds of processor time for a second of a call.
        var cost: Double
        /// Messages with audio, both ways, in the time that was measured.
        var messages: Int
        var bargeIns: Int
    }

    func run() async throws -> Section {
        let programs = (other.map { [$0] } ?? []) + [program]
        var section = Section(
            title: "Processor time of a call",
            note: "\(calls) µ-law calls that are always in use, \(Self.seconds) s a run, no database; "
                + "milliseconds a second of a call",
            columns: programs.map(\.name) + (other == nil ? [] : ["ratio"]))
        var costs = programs.map { _ in [Double]() }
        var ratios: [Double] = []
        var messages: [Int] = []
        var missed = 0
        for round in 1...rounds {
            var row: [Double] = []
            for (index, program) in programs.enumerated() {
                let run = try await measure(program)
                row.append(run.cost)
                costs[index].append(run.cost)
                messages.append(run.messages)
                if run.bargeIns == 0 { missed += 1 }
            }
            if row.count == 2 {
                row.append(row[1] / row[0])
                ratios.append(row[1] / row[0])
            }
            section.rows.append(.init(title: "run \(round)", cells: row.map { Text.number($0, places: 3) }))
        }
        for (program, costs) in zip(programs, costs) {
            section.measures.append(
                Measure(
                    name: "cpu.\(program.name)", title: "\(program.name), median", value: median(costs), unit: "ms",
                    places: 3))
        }
        if !ratios.isEmpty {
            section.measures.append(
                thresholds.measure("cpu.ratio", "\(program.name) to the other, median of pairs", median(ratios), ""))
        }
        let (most, least) = (messages.max() ?? 0, messages.min() ?? 0)
        section.measures += [
            thresholds.measure(
                "cpu.work", "difference of work between runs, of \(most) messages",
                100 * Double(most - least) / Double(max(most, 1)), "%", places: 1),
            thresholds.measure("cpu.missed", "runs without a barge-in", Double(missed), "", places: nil),
        ]
        return section
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private func measure(_ program: Program) async throws -> Run {
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (callerLoop, modelLoop) = (callers.next(), models.next())
        let work = BusyWork()
        let listener = try await ProbeSocket.listen(on: modelLoop) { _ in BusyModel(on: modelLoop, work) }
        let server = try await ServerProcess.start(
            program.path, modelPort: listener.localAddress?.port ?? 0, on: callerLoop)
        let result: Result<Run, any Error>
        do { result = .success(try await measure(server, work, on: callerLoop)) } catch { result = .failure(error) }
        server.kill()
        try await listener.close()
        for group in [callers, models] { try await group.shutdownGracefully() }
        return try result.get()
    }

    private func measure(_ server: ServerProcess, _ work: BusyWork, on loop: any EventLoop) async throws -> Run {
        let carrier = Carrier(port: server.port)
        for number in 0..<calls {
            let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
            let token = try await carrier.announce(call, on: loop)
            try await carrier.openStream(on: loop) {
                BusyCaller(CallerLine(call: call, token: token, on: loop), on: loop, work)
            }
        }
        try await Task.sleep(for: Self.warmUp)
        let (before, messages, bargeIns) = (try server.processorTime(), work.messages, work.bargeIns)
        let began = ContinuousClock.now
        try await Task.sleep(for: .seconds(Self.seconds))
        let spent = try server.processorTime() - before
        let took = (ContinuousClock.now - began) / .seconds(1)
        return Run(
            cost: Double(spent) / 1_000_000 / (Double(calls) * took), messages: work.messages - messages,
            bargeIns: work.bargeIns - bargeIns)
    }
}
