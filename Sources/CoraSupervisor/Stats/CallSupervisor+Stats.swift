import CoraCall
package import CoraTenant

// What the supervisor adds to the stats.
extension CallSupervisor {
    /// Writes into the stats which calls live, how many were let in and turned away, and what tenants have used.
    /// - Parameter configured: the tenants in force.
    package func read(into stats: inout FleetStats, configured: [Tenant]) {
        let figures = admissionFigures(of: configured)
        stats.instance.state = figures.state
        stats.instance.shedding = figures.shedding.map(\.rawValue)
        stats.instance.drainOverdue = figures.isDrainStuck
        stats.instance.drainRemainingMs = figures.drainRemaining.map { Int64($0.milliseconds) }
        stats.calls.live = figures.calls.live
        stats.calls.byChannel = liveByChannel
        stats.calls.pending = figures.calls.pending
        stats.calls.limit = figures.calls.limit
        stats.calls.byTenant = figures.calls.byTenant
        stats.admission = figures.admission
        stats.tenants = figures.tenants
        guard let tokens = figures.tokens else { return }
        stats.model.tokenLimit = tokens.limit
        stats.model.tokensRemaining = tokens.remaining
    }

    /// How many calls live, by channel; each channel has a count.
    private var liveByChannel: [String: Int] {
        var counts: [CallChannel: Int] = [:]
        for entry in live.values { counts[entry.ticket.caller.channel, default: 0] += 1 }
        return Dictionary(uniqueKeysWithValues: CallChannel.allCases.map { ($0.rawValue, counts[$0] ?? 0) })
    }
}
