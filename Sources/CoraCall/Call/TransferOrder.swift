/// A caller is to be put through to a person. There is one at most for each stream of a call, since it ends the stream.
package struct TransferOrder: Sendable, Hashable {
    /// The number that is called, E.164.
    package var number: String
    /// Whom the caller asked for.
    package var queue: HumanQueue
    /// Whether it cannot wait.
    package var isUrgent: Bool

    package init(_ number: String, queue: HumanQueue = .primaryAgent, isUrgent: Bool = false) {
        self.number = number
        self.queue = queue
        self.isUrgent = isUrgent
    }
}

/// One step of putting a caller through, as it is kept.
package struct TransferStep: Sendable, Equatable {
    /// The steps; the last one that happened is the transfer's status.
    package enum Status: String, Sendable, CaseIterable {
        /// The call decided on it; the caller is being told.
        case requested
        /// The carrier was told to call the person.
        case dialled
        /// The person took the call.
        case answered
        /// Nobody did; the caller is back with the agent, or gone.
        case unanswered
        /// The carrier could not call.
        case failed
    }

    /// What was ordered.
    package var order: TransferOrder
    /// The step.
    package var status: Status
    /// More of it, in words: why nobody answered, what the carrier said.
    package var detail: String?

    package init(_ order: TransferOrder, _ status: Status, detail: String? = nil) {
        self.order = order
        self.status = status
        self.detail = detail
    }
}

/// Why a caller who was to be put through is back.
package enum TransferMiss: String, Sendable, Hashable, CaseIterable {
    /// It rang, and nobody took it: not at all, or not when asked to press a key (so voicemail does not count).
    case unanswered = "no-answer"
    /// The line was engaged.
    case busy
    /// The carrier could not call the number.
    case failed
}

/// Who is called when a caller wants a person: the rule.
package enum TransferPlan: Sendable, Equatable {
    /// This number, E.164.
    case call(String)
    /// Nobody can be reached at this hour: a call back is what can be offered.
    case closed
    /// The business has no number for it at all.
    case nobody

    /// The rule, by queue:
    ///
    /// - `primary_agent`: within business hours the agent's own number. Outside them the after-hours number; where there
    ///   is none, the agent's for what is urgent, else nobody.
    /// - `spanish_line`: the same, but the Spanish line's number stands for the agent's, if there is one.
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
