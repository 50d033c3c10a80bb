import CoraCall
import CoraTenant

/// How many calls the supervisor let in and turned away. A value.
struct AdmissionCounts: Sendable {
    /// The counts of one tenant on one day.
    struct Tenant: Sendable {
        var admittedToday = 0
        var refusedToday = 0
        var overLimitToday = 0
        var refusedLately = MinuteCounter()
        /// The tenant's own limits, as of its last call.
        var limits = TenantLimits()
    }

    private(set) var admitted = 0
    private(set) var refused = 0
    private(set) var byReason: [AdmissionRefusal: Int] = [:]
    private(set) var tenants: [String: Tenant] = [:]
    private var admittedLately = MinuteCounter()
    private var refusedLately = MinuteCounter()
    private var day: CivilDay?

    /// Counts a call that was let in.
    mutating func admit(_ tenant: CoraTenant.Tenant, on day: CivilDay?, at now: CallInstant) {
        turn(to: day)
        admitted += 1
        admittedLately.add(at: now)
        tenants[tenant.id, default: Tenant()].admittedToday += 1
        tenants[tenant.id]?.limits = tenant.limits
    }

    /// Counts a call that was turned away.
    mutating func refuse(
        _ tenant: CoraTenant.Tenant, _ reason: AdmissionRefusal, on day: CivilDay?, at now: CallInstant
    ) {
        turn(to: day)
        refused += 1
        byReason[reason, default: 0] += 1
        refusedLately.add(at: now)
        tenants[tenant.id, default: Tenant()].refusedToday += 1
        tenants[tenant.id]?.refusedLately.add(at: now)
        if reason == .tenantCalls || reason == .tenantRate { tenants[tenant.id]?.overLimitToday += 1 }
        tenants[tenant.id]?.limits = tenant.limits
    }

    /// Begins a new day: forgets the tenants of the earlier one, so that tenants that are gone do not stay for ever.
    mutating func turn(to day: CivilDay?) {
        guard day != self.day else { return }
        self.day = day
        tenants = [:]
    }

    /// The counts in the form that `GET /ops/stats` answers.
    func figures(abandoned: Int, at now: CallInstant) -> FleetStats.Admission {
        var figures = FleetStats.Admission()
        figures.admitted = admitted
        figures.refused = refused
        figures.refusedByReason = Dictionary(uniqueKeysWithValues: byReason.map { ($0.key.rawValue, $0.value) })
        figures.abandoned = abandoned
        figures.admittedLastMinute = admittedLately.count(at: now)
        figures.refusedLastMinute = refusedLately.count(at: now)
        return figures
    }
}
