/// Says in words what is wrong now, and since when. The process shows it a reading of the stats once a second.
///
/// It judges failures by the last seconds, not by the last minute: a problem is named within seconds of its beginning
/// and is gone within seconds of its end. Pure.
package struct ProblemWatch: Sendable {
    private struct Key: Hashable {
        var id: ProblemID
        var tenant: String?
    }

    /// How many readings are kept: half a minute's.
    private static let kept = 31

    private var readings: [ProblemReading] = []
    private var since: [Key: Int64] = [:]

    package init() {}

    /// Compares a reading with the earlier ones.
    /// - Parameter limits: the limits beyond which a figure is a problem.
    /// - Returns: what is wrong, the worst first; among equals, the oldest first.
    package mutating func look(at stats: FleetStats, limits: ProblemLimits = ProblemLimits()) -> [Problem] {
        var counts = ProblemReading(stats)
        // Between a call's end and its being counted as ended, its figures are in no sum for a moment.
        counts.framesDropped = max(counts.framesDropped, readings.last?.framesDropped ?? 0)
        let view = ProblemView(now: stats, counts: counts, readings: readings, limits: limits)
        readings.append(counts)
        if readings.count > Self.kept { readings.removeFirst() }
        let findings = ProblemRules.all.flatMap { $0(view) } + stillDraining(view)
        let keys = Set(findings.map { Key(id: $0.id, tenant: $0.tenant) })
        since = since.filter { keys.contains($0.key) }
        return findings.map { problem($0, at: stats.at) }.sorted { left, right in
            left.severity == right.severity ? left.since < right.since : left.severity == .critical
        }
    }

    private mutating func problem(_ finding: ProblemFinding, at moment: Int64) -> Problem {
        let key = Key(id: finding.id, tenant: finding.tenant)
        let began = since[key] ?? moment
        since[key] = began
        return Problem(finding.id, finding.severity, finding.words, tenant: finding.tenant, since: began)
    }

    /// Finds a drain whose calls live on after its deadline.
    private func stillDraining(_ view: ProblemView) -> [ProblemFinding] {
        guard let began = since[Key(id: .draining, tenant: nil)], view.now.calls.live > 0,
            view.now.instance.drainOverdue
        else { return [] }
        let seconds = (view.now.at - began) / 1000
        return [
            .critical(
                .drainStuck, "\(ProblemRules.calls(view.now.calls.live)) still on the line \(seconds) s into a drain")
        ]
    }
}

/// Something that is wrong, before the watch adds since when.
struct ProblemFinding: Sendable, Equatable {
    var id: ProblemID
    var severity: Problem.Severity
    var words: String
    var tenant: String?

    static func critical(_ id: ProblemID, _ words: String, tenant: String? = nil) -> Self {
        Self(id: id, severity: .critical, words: words, tenant: tenant)
    }

    static func warning(_ id: ProblemID, _ words: String, tenant: String? = nil) -> Self {
        Self(id: id, severity: .warning, words: words, tenant: tenant)
    }
}
