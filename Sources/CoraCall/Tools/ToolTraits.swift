/// What a tool means to the rules around it, stated by the tool itself. A rule asks a ``ToolCatalog`` for these traits
/// and never for a tool's name.
package struct ToolTraits: Sendable, Equatable {
    /// What a run of the tool means for a caller whose call breaks off.
    package enum FollowUp: Sendable, Equatable {
        /// The run shows that the caller wanted something, so a person has to call them back.
        case owed
        /// A run that succeeded has told a person of the business about the caller. One that failed counts as ``owed``.
        case arranged
        /// The run does not show that the caller wanted anything.
        case notNeeded
    }

    /// What the agent may say is done or on its way, once the tool has succeeded or while it runs.
    package var backs: Set<Commitment>
    /// Those of `backs` that the model is told to make good with this tool after it claimed them without a tool.
    package var makesGood: Set<Commitment>
    /// The call's outcome for the business once the tool has succeeded; nil if its success alone does not tell.
    package var outcome: CallOutcome?
    /// What the tool's success shows of the caller as a lead; nil for nothing.
    package var leadSign: LeadSign?
    /// What the tool means for a caller whose call breaks off.
    package var followUp: FollowUp
    /// Whether the tool writes something that the caller has to hear of. The call does not end while it runs, and it is
    /// not cancelled when the call ends.
    package var writes: Bool
    /// Whether callers who can read may see what the tool answered. What an answer holds beside what the agent says of it
    /// is then the caller's to know too.
    package var isShown: Bool

    package init(
        backs: Set<Commitment> = [], makesGood: Set<Commitment> = [], outcome: CallOutcome? = nil,
        leadSign: LeadSign? = nil, followUp: FollowUp, writes: Bool = false, isShown: Bool = false
    ) {
        self.backs = backs
        self.makesGood = makesGood
        self.outcome = outcome
        self.leadSign = leadSign
        self.followUp = followUp
        self.writes = writes
        self.isShown = isShown
    }

    /// The traits of a tool that states none: one of a tenant's own, or of a remote server. It may have done anything,
    /// so it backs every commitment: a wrong correction would cost the caller's trust.
    package static let unstated = ToolTraits(
        backs: Set(Commitment.allCases), followUp: .owed, writes: true)
}

/// What a tool's success shows of the caller as a lead, and how much that counts in a call's lead quality of 0 to 100.
/// A sign counts once a call, however many tools show it.
package struct LeadSign: Sendable, Hashable {
    /// What the sign is, in words.
    package let name: String
    /// How many points it adds to the lead quality.
    package let points: Int

    package init(_ name: String, points: Int) {
        self.name = name
        self.points = points
    }
}
