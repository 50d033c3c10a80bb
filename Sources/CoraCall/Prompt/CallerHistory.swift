/// What a business knows of a caller before they have said a word. Text in it is what callers said on earlier calls.
package struct CallerHistory: Sendable, Equatable {
    /// A lead that is open.
    package struct Lead: Sendable, Equatable {
        /// `buy` or `sell`.
        package var intent: String
        /// In whole dollars.
        package var budget: Int?
        /// When, in the caller's words.
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
        /// Where.
        package var address: String
        /// When, in the business's zone.
        package var time: LocalMoment

        package init(address: String, time: LocalMoment) {
            self.address = address
            self.time = time
        }
    }

    /// The name they gave last.
    package var name: String?
    /// Their lead, if there is one.
    package var lead: Lead?
    /// Their next showings, the first one first.
    package var showings: [Showing]
    /// Whether somebody has yet to call them back.
    package var awaitsCallback: Bool
    /// How many calls they have made before, as far as these are kept.
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

    /// What an agent may say is done, because it was before this call.
    package var commitments: [Commitment] {
        (showings.isEmpty ? [] : [.booking]) + (awaitsCallback ? [.callback] : []) + (lead == nil ? [] : [.message])
    }
}
