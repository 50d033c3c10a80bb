/// One tenant in `FleetStats`. "Today" is the UTC day.
package struct TenantStats: Codable, Sendable, Equatable {
    /// The tenant's id.
    package var id: String
    /// How many of its calls live.
    package var live = 0
    /// How many calls it may have at once, by its own limit or the instance's for all tenants; null for no limit.
    package var liveLimit: Int?
    /// How many calls it may begin in a minute, by either limit; null for no limit.
    package var perMinuteLimit: Int?
    /// Calls let in today.
    package var admittedToday = 0
    /// Calls turned away today.
    package var refusedToday = 0
    /// Calls turned away today because it had too many at once or in a minute.
    package var overLimitToday = 0
    /// Calls turned away in the last minute.
    package var refusedLastMinute = 0
    /// Tokens read and written today, on all instances.
    package var tokensToday = 0
    /// What today's tokens cost.
    package var costTodayUsd = 0.0
    /// Tokens that calls of this process have used since it started. The other figures of use are of all instances.
    package var tokensHere = 0
    /// What `tokensHere` cost.
    package var costHereUsd = 0.0
    /// What a day may cost before answers get shorter and the model cheaper; null for no limit.
    package var softLimitUsd: Double?
    /// What a day may cost before no more calls are taken; null for no limit.
    package var hardLimitUsd: Double?

    package init(id: String) {
        self.id = id
    }
}
