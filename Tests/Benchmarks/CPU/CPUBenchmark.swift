import BenchProbes
import CoraTenant
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

    func run() async throws -> Section {
        let programs = (other.map { [$0] } ?? []) + [program]
        var section = Section(
            title: "Processor time of a call",
            note: "\(calls) µ-law calls that are always in use, \(BusyRun.seconds) s a run, no database; "
                + "milliseconds a second of a call",
            columns: programs.map(\.name) + (other == nil ? [] : ["ratio"]))
        var costs = programs.map { _ in [Double]() }
        var ratios: [Double] = []
        var messages: [Int] = []
        var missed = 0
        for round in 1...rounds {
            var row: [Double] = []
            for (index, program) in programs.enumerated() {
                let run = try await BusyRun.measure(.line(.pcmu), calls: calls, with: program.path)
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
                    name: "cpu.\(program.name)", title: "\(program.name), median", value: costs.median, unit: "ms",
                    places: 3))
        }
        if !ratios.isEmpty {
            section.measures.append(
                thresholds.measure("cpu.ratio", "\(program.name) to the other, median of pairs", ratios.median, ""))
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
}
