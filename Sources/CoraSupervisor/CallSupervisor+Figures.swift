import CoraCall
package import CoraTenant

// What the supervisor knows, as figures.
extension CallSupervisor {
    /// The figures of admission at this moment.
    /// - Parameter configured: the tenants in force; they are listed even without a call.
    package func admissionFigures(of configured: [Tenant] = []) -> AdmissionFigures {
        let now = now()
        forgetExpired(at: now)
        hearAllowances()
        counts.turn(to: today)
        var calls = FleetStats.Calls()
        calls.live = machine.live
        calls.pending = machine.pending
        calls.limit = machine.limits.calls
        calls.byTenant = machine.liveByTenant
        let causes = machine.shedding.causes
        let isUnrecordable = !surroundings.canRecord() && !causes.contains(.outbox)
        let shedding = isUnrecordable ? causes + [.outbox] : causes
        let stage = machine.draining?.stage(at: now)
        return AdmissionFigures(
            state: isDraining ? .draining : shedding.isEmpty ? .accepting : .shedding,
            shedding: shedding, isDrainStuck: stage == .cutting && machine.taken > 0,
            drainRemaining: machine.draining?.until.map { max(.zero, $0 - now) },
            calls: calls, admission: counts.figures(abandoned: abandoned, at: now),
            tokens: machine.tokens(at: now).map { .init(limit: $0.limit, remaining: $0.remaining) },
            tenants: tenantFigures(configured, live: calls.byTenant, at: now))
    }

    private func tenantFigures(
        _ configured: [Tenant], live: [String: Int], at now: CallInstant
    ) -> [TenantStats] {
        let (spent, used) = (surroundings.spend?.all ?? [:], surroundings.spend?.usedHere ?? [:])
        let limits = Dictionary(configured.map { ($0.id, $0.limits) }) { first, _ in first }
        let ids = Set(limits.keys).union(counts.tenants.keys).union(live.keys).union(spent.keys)
            .union(used.keys)
        return ids.sorted().map { id in
            let count = counts.tenants[id]
            let inForce = (limits[id] ?? count?.limits ?? TenantLimits()).orElse(machine.limits.tenant)
            var stats = TenantStats(id: id)
            stats.live = live[id] ?? 0
            stats.liveLimit = inForce.concurrentCalls
            stats.perMinuteLimit = inForce.callsPerMinute
            stats.admittedToday = count?.admittedToday ?? 0
            stats.refusedToday = count?.refusedToday ?? 0
            stats.overLimitToday = count?.overLimitToday ?? 0
            stats.refusedLastMinute = count?.refusedLately.count(at: now) ?? 0
            stats.tokensToday = spent[id]?.tokens ?? 0
            stats.costTodayUsd = spent[id]?.cost.value ?? 0
            stats.tokensHere = used[id]?.tokens ?? 0
            stats.costHereUsd = used[id]?.cost.value ?? 0
            stats.softLimitUsd = inForce.dailySoft?.value
            stats.hardLimitUsd = inForce.dailyHard?.value
            return stats
        }
    }
}
