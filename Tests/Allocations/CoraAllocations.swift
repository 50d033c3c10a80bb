import BenchProbes
import Foundation

/// `cora-allocations`: heap allocations a media frame, held against `thresholds.json`. Run it through
/// `Scripts/bench allocations`.
@main
struct CoraAllocations {
    /// Usage: `cora-allocations [--quick] [--check]`.
    static func main() async throws {
        let flags = CommandLine.arguments.dropFirst()
        let thresholds = try Thresholds(file: "Tests/Benchmarks/thresholds.json")
        let section = try await AllocationBenchmark(
            frames: flags.contains("--quick") ? 30_000 : 50_000, thresholds: thresholds
        ).run()
        print(section.text)
        if flags.contains("--check"), !section.misses.isEmpty { exit(1) }
    }
}
