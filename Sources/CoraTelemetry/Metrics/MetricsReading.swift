import CoraCall
import CoraSupervisor
import CoraTenant

/// What the table of metrics reads for one scrape.
struct MetricsReading: Sendable {
    /// The stats, as `GET /ops/stats` answers them.
    var stats: FleetStats
    /// What was timed since the start.
    var timings: FleetTimings
    /// The HTTP requests that were answered.
    var requests: RequestCounts
    /// Exported and lost spans; nil without a collector.
    var spans: SpanCounts?
    /// The tenants' sums by label; empty if tenants have no labels of their own.
    var tenants: [String: TenantSums]

    // MARK: Dictionaries that have a value from the start, so that the first step of a count is seen as one

    var instanceStates: [String: Bool] {
        let states = [InstanceState.accepting, .shedding, .draining]
        return Dictionary(uniqueKeysWithValues: states.map { ($0.rawValue, $0 == stats.instance.state) })
    }

    var problems: [String: Int] {
        Self.filled(ProblemID.allCases, Dictionary(grouping: stats.problems, by: \.id).mapValues(\.count))
    }

    var callStates: [String: Int] {
        stats.calls.byState.merging(["connecting": 0, "live": 0, "leaving": 0]) { count, _ in count }
    }

    var endings: [String: Int] {
        Self.filled(
            [Termination.Result.completed, .callerFault, .modelFault, .serverFault], stats.calls.endedByResult)
    }

    var refusals: [String: Int] { Self.filled(AdmissionRefusal.allCases, stats.admission.refusedByReason) }

    var turnedAway: [String: Int] {
        stats.strangers.map { Self.filled(StrangerRefusal.allCases, $0.turnedAway) } ?? [:]
    }

    var toolRuns: [String: [String: Int]] {
        stats.tools.mapValues { ["ok": $0.runs - $0.failed, "failed": $0.failed] }
    }

    private static func filled<Word: RawRepresentable<String>>(
        _ words: [Word], _ counts: [String: Int]
    ) -> [String: Int] {
        words.reduce(into: counts) { $0[$1.rawValue, default: 0] += 0 }
    }

    // MARK: Other readings

    /// The dictionary with its keys' raw values as keys.
    static func texts<Word: RawRepresentable<String>, Value>(_ values: [Word: Value]) -> [String: Value] {
        Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
    }

    /// A figure of every event loop, by the loop's number.
    func loops(_ figure: (FleetStats.Loop) -> Double) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: stats.loops.enumerated().map { (String($0), figure($1)) })
    }

    /// How many tenants have spent the limit today.
    func tenants(over limit: (TenantStats) -> Double?) -> Int {
        stats.tenants.count { tenant in limit(tenant).map { tenant.costTodayUsd >= $0 } ?? false }
    }
}
