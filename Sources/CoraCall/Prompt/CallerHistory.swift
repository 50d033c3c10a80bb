package import CoraTenant

/// What a business knows of a caller before they have said a word. Its texts come from callers on earlier calls.
package struct CallerHistory: Sendable, Equatable {
    /// An open lead of the caller's.
    package struct Lead: Sendable, Equatable {
        /// `buy` or `sell`.
        package var intent: String
        /// The budget in whole dollars.
        package var budget: Int?
        /// When they want to buy or sell, in their own words.
        package var timeline: String?
        /// `preapproved`, `prequalified` or `unknown`.
        package var financing: String?

        package init(intent: String, budget: Int? = nil, timeline: String? = nil, financing: String? = nil) {
            self.intent = intent
            self.budget = budget
            self.timeline = timeline
            self.financing = financing
        }
    }

    /// A showing that is booked and has not begun.
    package struct Showing: Sendable, Equatable {
        /// The address of the property.
        package var address: String
        /// When it is, in the business's time zone.
        package var time: LocalMoment

        package init(address: String, time: LocalMoment) {
            self.address = address
            self.time = time
        }
    }

    /// The name that the caller gave last.
    package var name: String?
    /// Their open lead, if there is one.
    package var lead: Lead?
    /// Their next showings, the earliest first.
    package var showings: [Showing]
    /// Whether the business still owes them a callback.
    package var awaitsCallback: Bool
    /// How many calls they have made before, of those still in the record.
    package var callsBefore: Int

    package init(
        name: String? = nil, lead: Lead? = nil, showings: [Showing] = [], awaitsCallback: Bool = false,
        callsBefore: Int = 0
    ) {
        self.name = name
        self.lead = lead
        self.showings = showings
        self.awaitsCallback = awaitsCallback
        self.callsBefore = callsBefore
    }

    /// What the agent may say is done, because it was done before this call.
    package var commitments: [Commitment] {
        (showings.isEmpty ? [] : [.booking]) + (awaitsCallback ? [.callback] : []) + (lead == nil ? [] : [.message])
    }
}
