import BenchProbes
import Foundation

/// Whether CORA costs a call the same however many there are, and leaves nothing when they are over.
///
/// In full, in seconds: cost 3 × (5 × 23 + 30), set-up 3 × 32, teardown 75, stats 115, the most calls 2 × 7 × 24: 1057 s,
/// eighteen minutes; with every fallback of the set-up and the longest search under twenty-five.
struct ScaleBenchmark {
    /// How much is run.
    struct Size: Sendable {
        /// Calls at once whose cost is compared, rising.
        var counts: [Int]
        /// How often each.
        var rounds: Int
        /// Calls that are set up while others talk: the first that both ends can keep up with is judged.
        var ramps: [Int]
        /// In how long, in seconds.
        var rampSeconds: Int
        /// Calls that are ended, and on which the stats are read.
        var calls: Int
        /// Times with and without reading them.
        var pairs: Int
        /// How long each, in seconds.
        var pairSeconds: Int
        /// Where the search for the most calls begins and ends.
        var search: ClosedRange<Int>

        static let full = Size(
            counts: [10, 50, 100, 200, 400, 1000], rounds: 3, ramps: [1000, 800, 600, 400], rampSeconds: 20, calls: 400,
            pairs: 5, pairSeconds: 10, search: 200...1600)
        static let quick = Size(
            counts: [10, 50], rounds: 1, ramps: [50], rampSeconds: 2, calls: 50, pairs: 1, pairSeconds: 5,
            search: 50...50)
    }

    /// What of a core is all of it: then a call's cost is no more than its share.
    static let full = 0.97

    let size: Size
    /// The path of a `cora`.
    let cora: String
    let thresholds: Thresholds

    /// CORA with logs only, whose stats can be read.
    var program: LoadProgram {
        LoadProgram.cora(cora, settings: ["OPS_TOKEN": LoadPoll.token]).pinned(to: LoadBenchmark.core)
    }

    func run() async throws -> [Section] {
        guard ProcessInfo.processInfo.activeProcessorCount > 1 else {
            return [Section(title: "From few calls to many", note: "left out: it wants two cores")]
        }
        return try await Affinity.with(core: LoadBenchmark.restCore) {
            [
                try await costs(), try await setUp(), try await teardown(), try await stats(), try await most(),
            ]
        }
    }
}
