/// What a business, or all of them, did in some days.
package struct AnalyticsReport: Sendable, Equatable {
    /// The days.
    package var range: AnalyticsRange
    /// Whose; nil for everybody's.
    package var tenant: String?
    /// The businesses that whoever asks may see.
    package var tenants: [Business] = []
    /// Everything.
    package var totals = CallCounts()
    /// The same of as many days before.
    package var before = CallCounts()
    /// Each day, the first first; days without calls too.
    package var days: [Day] = []
    /// Calls by what they came to, the most first.
    package var outcomes: [Outcome] = []
    /// Calls by weekday and hour; only those hours that had some.
    package var hours: [Hour] = []
    /// New leads by score: five bands of twenty, the lowest first.
    package var scores: [Int] = [0, 0, 0, 0, 0]
    /// Properties that were spoken of or shown, the most asked about first; the first few.
    package var properties: [Property] = []
    /// Agents, those with the most calls first; the first hundred.
    package var agents: [Agent] = []

    init(range: AnalyticsRange, tenant: String?) {
        self.range = range
        self.tenant = tenant
    }

    /// A business.
    package struct Business: Sendable, Equatable {
        /// Its id.
        package var id: String
        /// The agent's name.
        package var agent: String
        /// The zone its days are counted in.
        package var timeZone: String
    }

    /// A day.
    package struct Day: Sendable, Equatable {
        /// `2026-11-25`.
        package var day: String
        /// Its calls.
        package var counts: CallCounts
        /// Its calls by what they came to.
        package var outcomes: [String: Int]
    }

    /// What calls came to.
    package struct Outcome: Sendable, Equatable {
        /// A word of ``CallOutcome``, `in_progress`, `unknown` or `process_lost`.
        package var outcome: String
        /// How many calls.
        package var calls: Int
    }

    /// An hour of the week.
    package struct Hour: Sendable, Equatable {
        /// 1 is Monday, 7 Sunday.
        package var weekday: Int
        /// 0 to 23.
        package var hour: Int
        /// How many calls began then.
        package var calls: Int
    }

    /// A property.
    package struct Property: Sendable, Equatable {
        /// Whose listing it is.
        package var tenant: String
        /// The listing's id; nil if it is not among the listings.
        package var id: String?
        /// Its address, or what it was called.
        package var name: String
        /// Calls that spoke of it.
        package var calls: Int
        /// Showings of it that were booked.
        package var showings: Int
    }

    /// An agent.
    package struct Agent: Sendable, Equatable {
        /// The business.
        package var tenant: String
        /// The agent's name.
        package var name: String
        /// Their calls.
        package var counts: CallCounts
    }
}
