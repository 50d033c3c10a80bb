/// What the instance allows. May change while it runs.
package struct AdmissionLimits: Sendable, Equatable {
    /// Calls at once, those on their way included.
    package var calls: Int
    /// Calls that may begin in a minute, over time; nil for no limit.
    package var callsPerMinute: Int?
    /// Calls that may begin at once after a quiet time; nil for as many as in a minute.
    package var burst: Int?
    /// What holds for tenants that say nothing of their own.
    package var tenant: TenantLimits
    /// When the instance is too busy for new calls.
    package var shed: ShedLimits
    /// How long a place is held for a call whose media socket has not come.
    package var ticketLife: CallDuration

    package init(
        calls: Int = 1000, callsPerMinute: Int? = nil, burst: Int? = nil, tenant: TenantLimits = TenantLimits(),
        shed: ShedLimits = ShedLimits(), ticketLife: CallDuration = .seconds(15)
    ) {
        self.calls = calls
        self.callsPerMinute = callsPerMinute
        self.burst = burst
        self.tenant = tenant
        self.shed = shed
        self.ticketLife = ticketLife
    }
}
