package import CoraCall

// What the supervisor adds to the stats.
extension CallSupervisor {
    /// Writes who is in, who was let in and who was not.
    /// - Parameter configured: the tenants in force, so that those without calls are told of too.
    package func read(into stats: inout FleetStats, of configured: [Tenant] = []) {
        let figures = admissionFigures(of: configured)
        stats.instance.state = figures.state
        stats.calls.live = figures.calls.live
        stats.calls.pending = figures.calls.pending
        stats.calls.limit = figures.calls.limit
        stats.calls.byTenant = figures.calls.byTenant
        stats.admission = figures.admission
        stats.tenants = figures.tenants
    }
}
