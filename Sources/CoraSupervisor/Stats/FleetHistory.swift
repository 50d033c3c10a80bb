/// The last hour, a point for ten seconds. Bounded, pure.
package struct FleetHistory: Sendable {
    /// Milliseconds of a point.
    private static let step: Int64 = 10_000
    /// Points that are kept.
    private static let kept = 360

    /// The points, the oldest first.
    package private(set) var points: [HistoryPoint] = []
    private var last: FleetStats?

    package init() {}

    /// Takes a reading. The first one of ten seconds becomes their point; what was counted is set off against the last.
    package mutating func add(_ stats: FleetStats) {
        guard let last else {
            self.last = stats
            return
        }
        // A clock that was set back does not stop the chart.
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
