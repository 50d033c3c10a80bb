import BenchProbes
import Foundation

/// User instructions of a second of a call, counted by valgrind's callgrind: unlike times, they are the same on a busy
/// machine. The difference of a long and a short run, so that neither the start nor the calls' beginnings count.
struct InstructionsBenchmark {
    /// The models' two turns apart.
    private static let (short, long) = (3, 15)

    let calls: Int
    /// The path of a `cora` with the standard library in it and without symbols: others, valgrind cannot run.
    let cora: String
    let cpp: String
    let thresholds: Thresholds

    func run() async throws -> Section {
        var section = Section(
            title: "Instructions of a call",
            note: "\(calls) busy µ-law calls under callgrind, \(Self.long) s less \(Self.short) s; thousands of user "
                + "instructions a call-second",
            columns: [])
        var counts: [String: Double] = [:]
        for program in [LoadProgram.cora(cora), .relay(cora), .cpp(cpp)] {
            let count = try await count(program)
            counts[program.name] = count
            section.measures.append(
                thresholds.measure(
                    "instructions.\(program.name)",
                    ["cora": "cora serve, logs only", "relay": "cora relay"][program.name] ?? "C++ relay", count, "K",
                    places: 0))
        }
        section.measures.append(
            thresholds.measure(
                "instructions.ratio.relay", "CORA ÷ NIO relay", (counts["cora"] ?? 0) / max(counts["relay"] ?? 0, 1),
                "",
                places: 2))
        return section
    }

    /// Thousands a call-second.
    private func count(_ program: LoadProgram) async throws -> Double {
        let (short, long) = (try await total(program, Self.short), try await total(program, Self.long))
        return (long - short) / 1000 / Double(calls * (Self.long - Self.short))
    }

    private func total(_ program: LoadProgram, _ seconds: Int) async throws -> Double {
        var program = program
        let (path, arguments) = (program.command.program, program.command.arguments)
        program.command.program = "/usr/bin/valgrind"
        program.command.arguments = { port, modelPort in
            ["--tool=callgrind", "--callgrind-out-file=/dev/null", path] + arguments(port, modelPort)
        }
        program.command.patience = 120
        let output = try await LoadRun(program: program, calls: calls).output(seconds: seconds)
        let parts = output.split(separator: "Collected : ")
        guard parts.count == 2, let digits = parts.last?.prefix(while: \.isNumber), let count = Double(digits) else {
            throw Carrier.Refused(description: "callgrind counted nothing: \(output.suffix(2000))")
        }
        return count
    }
}
