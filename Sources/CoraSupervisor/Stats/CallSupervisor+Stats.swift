import CoraCall

// What the supervisor adds to the stats.
extension CallSupervisor {
    /// Writes who is in, who was let in and who was not.
    package func read(into stats: inout FleetStats) {
        stats.calls.live = liveCount
        for entry in liveCalls { stats.calls.byTenant[entry.ticket.tenant.id, default: 0] += 1 }
        if isDraining { stats.instance.state = "draining" }
    }
}
