import CoraCall
package import CoraStore
package import CoraTenant

/// What a summary needs to know of a call that is over.
package struct EndedCall: Sendable, Equatable {
    /// Our own id of the call.
    package var callID: String
    /// The carrier's id of the call, for logs.
    package var callSID = ""
    /// The tenant's id.
    package var tenantID: String
    /// The name of the person whose phone it is, as spoken.
    package var agentName: String
    /// Who called.
    package var caller: Caller
    /// When the call began.
    package var startedAt: WallTime
    /// When it ended.
    package var endedAt: WallTime
    /// How the call ended; nil if it is not known.
    package var ending: CallEnding?
    /// Whether the conversation may go on in another stream, here or elsewhere, so that this summary is not its last.
    package var mayGoOn: Bool
    /// What was said and done, in order.
    package var items: [StoredConversation.Item]
    /// How many items were too many to keep; they stood behind the first `CallNotes.opening`.
    package var itemsLeftOut: Int
    /// What the agent said was done, or under way, that no tool had done.
    package var claims: [String] = []

    /// - Parameter ending: the word in `calls.termination`.
    package init(
        callID: String, tenantID: String, agentName: String, caller: Caller, startedAt: WallTime,
        endedAt: WallTime,
        ending: String?, mayGoOn: Bool = false, items: [StoredConversation.Item], itemsLeftOut: Int = 0
    ) {
        self.callID = callID
        self.tenantID = tenantID
        self.agentName = agentName
        self.caller = caller
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.ending = ending.map { CallEnding(stored: $0) }
        self.mayGoOn = mayGoOn
        self.items = items
        self.itemsLeftOut = itemsLeftOut
    }

    /// Makes the record of a call in the store, which a process that died left without a summary.
    /// - Parameter tenantID: the tenant of the call's row.
    package init(
        _ conversation: StoredConversation, tenantID: String, startedAt: WallTime, endedAt: WallTime, ending: String?
    ) {
        self.init(
            callID: conversation.callID, tenantID: tenantID, agentName: conversation.tenant?.agentName ?? tenantID,
            caller: Caller(conversation.callerNumber), startedAt: startedAt, endedAt: endedAt, ending: ending,
            items: conversation.items)
        callSID = conversation.callSID
    }

    /// How long the call was, in whole seconds.
    package var seconds: Int {
        let (span, overflow) = endedAt.microseconds.subtractingReportingOverflow(startedAt.microseconds)
        return overflow ? 0 : Int(max(span, 0) / 1_000_000)
    }
}
