/// The counts of one reading that the rules hold against a later one.
struct ProblemReading: Sendable {
    /// When it was, in milliseconds since 1970.
    var at: Int64
    /// Model sessions that failed, and that were set up.
    var modelFailed = 0
    var modelOpened = 0
    /// Calls that ended, and of those the ones that failed.
    var ended = 0
    var failed = 0
    /// Frames of callers that were dropped.
    var framesDropped = 0
    /// Records that were lost.
    var recordsRefused = 0
    /// Calls today that were more than their tenant may have.
    var overLimit: [String: Int] = [:]
    /// Tools' runs and failures, by name.
    var toolRuns: [String: Int] = [:]
    var toolFailures: [String: Int] = [:]

    init(_ stats: FleetStats) {
        at = stats.at
        modelFailed = stats.model.failed
        modelOpened = stats.model.opened
        ended = stats.calls.ended
        failed = stats.calls.failed
        framesDropped = stats.audio.framesDropped
        recordsRefused = stats.outbox?.refused ?? 0
        for tenant in stats.tenants where tenant.overLimitToday > 0 { overLimit[tenant.id] = tenant.overLimitToday }
        for (name, tool) in stats.tools {
            toolRuns[name] = tool.runs
            toolFailures[name] = tool.failed
        }
    }
}

/// What the rules look at: a reading, and those before it.
struct ProblemView: Sendable {
    let now: FleetStats
    private let counts: ProblemReading
    /// The oldest first.
    private let readings: [ProblemReading]
    let limits: ProblemLimits

    init(now: FleetStats, counts: ProblemReading, readings: [ProblemReading], limits: ProblemLimits) {
        self.now = now
        self.counts = counts
        self.readings = readings
        self.limits = limits
    }

    /// How much a count has grown in the last `seconds`.
    func growth(_ seconds: Int, of count: (ProblemReading) -> Int) -> Int {
        let start = readings.last { $0.at <= counts.at - Int64(seconds) * 1000 } ?? readings.first
        guard let start else { return 0 }
        // What is counted by the day begins anew at midnight.
        return max(count(counts) - count(start), 0)
    }

    /// How much a count has grown since another last did, as far back as readings are kept.
    func growth(sinceLast other: (ProblemReading) -> Int, of count: (ProblemReading) -> Int) -> Int {
        guard let last = readings.first(where: { other($0) == other(counts) }) else { return 0 }
        return max(count(counts) - count(last), 0)
    }
}
