/// The limits of this instance on new calls. They may change while it runs.
package struct AdmissionLimits: Sendable, Equatable {
    /// How many calls there may be at once, including those whose media socket has not come yet.
    package var calls: Int
    /// How many calls may begin in a minute, on average; nil for no limit.
    package var callsPerMinute: Int?
    /// How many calls may begin at once after a quiet time; nil for as many as in a minute.
    package var burst: Int?
    /// The limits of tenants that have none of their own.
    package var tenant: TenantLimits
    /// From when on the instance is too busy for new calls.
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
