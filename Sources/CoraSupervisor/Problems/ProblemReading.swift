/// The counts of one reading that the rules compare with a later one.
struct ProblemReading: Sendable {
    /// When the stats were read, in milliseconds since 1970 (UTC).
    var at: Int64
    /// Model sessions that failed (`modelFailed`), and that were set up (`modelOpened`).
    var modelFailed = 0
    var modelOpened = 0
    /// Turns of callers whose words were written down, and those that could not be.
    var transcribed = 0
    var untranscribed = 0
    /// Calls that ended (`ended`), and those of them that failed (`failed`).
    var ended = 0
    var failed = 0
    /// Frames from callers that were dropped.
    var framesDropped = 0
    /// Records that were lost at the outbox's hard limit.
    var recordsRefused = 0
    /// Connections of strangers that were closed because there were too many.
    var crowdedOut = 0
    /// Connections that could not be accepted.
    var acceptFailures = 0
    /// Lines of the log that were lost.
    var logLinesDropped = 0
    /// By tenant, the calls refused today because the tenant had too many.
    var overLimit: [String: Int] = [:]
    /// By tool, the runs (`toolRuns`), and those of them that failed (`toolFailures`).
    var toolRuns: [String: Int] = [:]
    var toolFailures: [String: Int] = [:]

    init(_ stats: FleetStats) {
        at = stats.at
        modelFailed = stats.model.failed
        modelOpened = stats.model.opened
        transcribed = stats.model.transcribed
        untranscribed = stats.model.untranscribed
        ended = stats.calls.ended
        failed = stats.calls.failed
        framesDropped = stats.audio.framesDropped
        recordsRefused = stats.outbox?.refused ?? 0
        let turnedAway = stats.strangers?.turnedAway ?? [:]
        crowdedOut = [StrangerRefusal.crowd, .peer].reduce(0) { $0 + (turnedAway[$1.rawValue] ?? 0) }
        acceptFailures = stats.strangers?.acceptFailures ?? 0
        logLinesDropped = stats.log?.linesDropped ?? 0
        for tenant in stats.tenants where tenant.overLimitToday > 0 { overLimit[tenant.id] = tenant.overLimitToday }
        for (name, tool) in stats.tools {
            toolRuns[name] = tool.runs
            toolFailures[name] = tool.failed
        }
    }
}

/// What the rules look at: the newest reading, and those before it.
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

    /// By how much a count has grown in the last `seconds`.
    func growth(_ seconds: Int, of count: (ProblemReading) -> Int) -> Int {
        let start = readings.last { $0.at <= counts.at - Int64(seconds) * 1000 } ?? readings.first
        guard let start else { return 0 }
        // Daily counts begin anew at midnight.
        return max(count(counts) - count(start), 0)
    }

    /// By how much a count has grown since `other` last grew, as far back as readings are kept; and by how much both have
    /// since the reading before that, in which they may have grown in either order.
    func growth(
        sinceLast other: (ProblemReading) -> Int, of count: (ProblemReading) -> Int
    ) -> (after: Int, with: Int, other: Int) {
        guard let index = readings.firstIndex(where: { other($0) == other(counts) }) else { return (0, 0, 0) }
        let before = readings[max(index - 1, 0)]
        return (
            max(count(counts) - count(readings[index]), 0), max(count(counts) - count(before), 0),
            max(other(counts) - other(before), 0)
        )
    }
}
