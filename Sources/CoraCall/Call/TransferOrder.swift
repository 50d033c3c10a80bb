package import CoraTenant

/// An order to put a caller through to a person. A stream of a call has one at most, because it ends the stream.
package struct TransferOrder: Sendable, Hashable {
    /// The number that is called, E.164.
    package var number: String
    /// The queue that the caller asked for.
    package var queue: HumanQueue
    /// Whether the caller's matter cannot wait.
    package var isUrgent: Bool

    package init(_ number: String, queue: HumanQueue = .primaryAgent, isUrgent: Bool = false) {
        self.number = number
        self.queue = queue
        self.isUrgent = isUrgent
    }
}

/// One step of putting a caller through, as it is recorded.
package struct TransferStep: Sendable, Equatable {
    /// The steps; the last one that happened is the transfer's status.
    package enum Status: String, Sendable, CaseIterable {
        /// The call has decided to transfer; the agent tells the caller.
        case requested
        /// The carrier was told to call the person.
        case dialled
        /// The person took the call.
        case answered
        /// The person did not take the call; the caller is back with the agent, or gone.
        case unanswered
        /// The carrier could not call the person.
        case failed
    }

    /// What was ordered.
    package var order: TransferOrder
    /// The step.
    package var status: Status
    /// Details in words: why the person was not reached, or what the carrier said.
    package var detail: String?

    package init(_ order: TransferOrder, _ status: Status, detail: String? = nil) {
        self.order = order
        self.status = status
        self.detail = detail
    }
}

/// Why a transfer failed and the caller is back with the agent.
package enum TransferMiss: String, Sendable, Hashable, CaseIterable {
    /// It rang and the call was not taken: not answered, or no key pressed when asked to (so voicemail does not count).
    case unanswered = "no-answer"
    /// The line was engaged.
    case busy
    /// The carrier could not call the number.
    case failed
}

/// Which number is called when a caller wants a person.
package enum TransferPlan: Sendable, Equatable {
    /// Call this number, E.164.
    case call(String)
    /// No person can be reached at this hour: the agent can offer a callback.
    case closed
    /// The business has no number of a person at all.
    case nobody

    /// Decides by the queue that the caller asked for:
    ///
    /// - `primary_agent`: within business hours the agent's own number. Outside them the after-hours number; where
    ///   there is none, the agent's number if it is urgent, else none.
    /// - `spanish_line`: as `primary_agent`, with the Spanish line's number in place of the agent's, if there is one.
    /// - `after_hours`: the after-hours number at any hour; where there is none, as `primary_agent`.
    ///
    /// The agent's own number is that of the queue `primary_agent`, or the tenant's `humanNumber`.
    package static func decide(
        _ queue: HumanQueue, isUrgent: Bool, isOpen: Bool, numbers: [HumanQueue: String], humanNumber: String?
    ) -> TransferPlan {
        let agent = numbers[.primaryAgent] ?? humanNumber
        let afterHours = numbers[.afterHours]
        let own = queue == .spanishLine ? numbers[.spanishLine] ?? agent : agent
        let wanted: [String?] =
            switch (queue, isOpen || isUrgent) {
            case (.afterHours, true): [afterHours, own]
            case (.afterHours, false): [afterHours]
            case (_, _) where isOpen: [own, afterHours]
            case (_, true): [afterHours, own]
            case (_, false): [afterHours]
            }
        if let number = wanted.compactMap(\.self).first { return .call(number) }
        return own == nil && afterHours == nil ? .nobody : .closed
    }
}
