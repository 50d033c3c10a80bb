import BenchProbes
import Foundation

/// `cora-instructions`: user instructions of a call beside those of the relay, held against `thresholds.json`. Run it
/// through `Scripts/bench counts`.
@main
struct CoraInstructions {
    /// Usage: `cora-instructions [--check] STRIPPED`, which is its own path without symbols, or
    /// `cora-instructions bridge call|relay MODEL_PORT`, which is what it runs under valgrind.
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "bridge" { return try await serve(Array(arguments.dropFirst())) }
        guard let program = arguments.first(where: { !$0.hasPrefix("-") }) else {
            throw InstructionCount.Refused(description: "wanted: the path of this program without symbols")
        }
        let thresholds = try Thresholds(file: "Tests/Benchmarks/thresholds.json")
        let section = try await InstructionCount(program: program, thresholds: thresholds).run()
        print(section.text)
        if arguments.contains("--check"), !section.misses.isEmpty { exit(1) }
    }

    private static func serve(_ arguments: [String]) async throws {
        guard arguments.count == 2, let bridge = CountedBridge(rawValue: arguments[0]), let port = Int(arguments[1])
        else { throw InstructionCount.Refused(description: "wanted: bridge call|relay MODEL_PORT") }
        try await bridge.serve(modelPort: port)
    }
}
