/// What one tenant, or all of them, did in a range of days.
package struct AnalyticsReport: Sendable, Equatable {
    /// The days.
    package var range: AnalyticsRange
    /// The tenant; nil for all tenants.
    package var tenant: String?
    /// The tenants that the asker may see.
    package var tenants: [Business] = []
    /// The counts of all days together.
    package var totals = CallCounts()
    /// The counts of as many days before.
    package var before = CallCounts()
    /// Each day, the earliest first; days without calls too.
    package var days: [Day] = []
    /// Calls by outcome, the most frequent first.
    package var outcomes: [Outcome] = []
    /// Calls by weekday and hour; hours without calls are left out.
    package var hours: [Hour] = []
    /// Calls by channel, those with the most first; a channel without calls is left out.
    package var channels: [Channel] = []
    /// New leads by score: five bands of twenty, the lowest first.
    package var scores: [Int] = [0, 0, 0, 0, 0]
    /// The first few properties that were spoken of or shown, the most asked about first.
    package var properties: [Property] = []
    /// The first hundred agents, those with the most calls first.
    package var agents: [Agent] = []

    init(range: AnalyticsRange, tenant: String?) {
        self.range = range
        self.tenant = tenant
    }

    /// A tenant.
    package struct Business: Sendable, Equatable {
        /// The tenant's id.
        package var id: String
        /// The agent's name.
        package var agent: String
        /// The time zone in which its days are counted.
        package var timeZone: String
    }

    /// A day.
    package struct Day: Sendable, Equatable {
        /// The day, as `2026-11-25`.
        package var day: String
        /// The counts of its calls.
        package var counts: CallCounts
        /// Its calls by outcome.
        package var outcomes: [String: Int]
    }

    /// Calls that had one outcome.
    package struct Outcome: Sendable, Equatable {
        /// A word of ``CallOutcome``, `in_progress`, `unknown` or `process_lost`.
        package var outcome: String
        /// How many calls.
        package var calls: Int
    }

    /// An hour of the week.
    package struct Hour: Sendable, Equatable {
        /// The weekday: 1 is Monday, 7 Sunday.
        package var weekday: Int
        /// The hour, 0 to 23.
        package var hour: Int
        /// How many calls began in the hour.
        package var calls: Int
    }

    /// A way by which callers come.
    package struct Channel: Sendable, Equatable {
        /// A word of ``CallChannel``.
        package var channel: String
        /// The counts of its calls.
        package var counts: CallCounts
    }

    /// A property.
    package struct Property: Sendable, Equatable {
        /// The id of the tenant that has it.
        package var tenant: String
        /// The listing's id; nil if it is not among the listings.
        package var id: String?
        /// Its address, or what people called it.
        package var name: String
        /// How many calls spoke of it.
        package var calls: Int
        /// How many showings of it were booked.
        package var showings: Int
    }

    /// An agent.
    package struct Agent: Sendable, Equatable {
        /// The tenant's id.
        package var tenant: String
        /// The agent's name.
        package var name: String
        /// The counts of their calls.
        package var counts: CallCounts
    }
}
