/// One business in `FleetStats`. "Today" is the UTC day.
package struct TenantStats: Codable, Sendable, Equatable {
    /// Its id.
    package var id: String
    /// Calls that live.
    package var live = 0
    /// How many it may have at once, by its own word or the instance's for all tenants; null for no limit.
    package var liveLimit: Int?
    /// How many it may begin in a minute, likewise.
    package var perMinuteLimit: Int?
    /// Calls let in today.
    package var admittedToday = 0
    /// Calls turned away today.
    package var refusedToday = 0
    /// Of those, the ones that were more than it may have, at once or in a minute.
    package var overLimitToday = 0
    /// Turned away in the last minute.
    package var refusedLastMinute = 0
    /// Tokens today, read and written.
    package var tokensToday = 0
    /// What they cost.
    package var costTodayUsd = 0.0
    /// Tokens that calls of this process have used since it started. The others are of every instance.
    package var tokensHere = 0
    /// What those cost.
    package var costHereUsd = 0.0
    /// What they may cost before answers get shorter and the model cheaper; null for no limit.
    package var softLimitUsd: Double?
    /// What they may cost before no more calls are taken; null for no limit.
    package var hardLimitUsd: Double?

    package init(id: String) {
        self.id = id
    }
}
