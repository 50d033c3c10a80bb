/// The last hour of the stats, with one point for every ten seconds. Bounded, pure.
package struct FleetHistory: Sendable {
    /// The length of a point in milliseconds.
    private static let step: Int64 = 10_000
    /// How many points are kept: an hour's.
    private static let kept = 360

    /// The points, the oldest first.
    package private(set) var points: [HistoryPoint] = []
    private var last: FleetStats?

    package init() {}

    /// Takes a reading of the stats. The first reading of each ten seconds becomes their point, whose counts are the
    /// rise since the point before.
    package mutating func add(_ stats: FleetStats) {
        guard let last else {
            self.last = stats
            return
        }
        // If the wall clock was set back, the chart goes on from there.
        guard stats.at - last.at >= Self.step || stats.at < last.at else { return }
        self.last = stats
        var point = HistoryPoint(at: stats.at)
        point.live = stats.calls.live
        point.admitted = max(stats.admission.admitted - last.admission.admitted, 0)
        point.refused = max(stats.admission.refused - last.admission.refused, 0)
        point.failed = max(stats.calls.failed - last.calls.failed, 0)
        point.turnP50Ms = stats.latency.turn.lastMinute.p50Ms
        point.turnP99Ms = stats.latency.turn.lastMinute.p99Ms
        point.firstAudioP99Ms = stats.latency.firstAudio.lastMinute.p99Ms
        point.loopLagMs = stats.loops.map(\.maxLagMs).max() ?? 0
        point.outboxRows = stats.outbox?.rows ?? 0
        point.costTodayUsd = stats.tenants.reduce(0) { $0 + $1.costTodayUsd }
        points.append(point)
        if points.count > Self.kept { points.removeFirst() }
    }
}
