package import CoraPostgres
package import CoraTenant

/// A call in a list of calls.
package struct CallListing: Sendable, Equatable {
    /// The carrier's id of the call.
    package var callSID: String
    /// The tenant's id.
    package var tenant: String
    /// The caller's number.
    package var callerNumber: String
    /// By which way the caller came.
    package var channel: CallChannel
    /// The carrier's name for the caller, if it looked one up.
    package var callerName: String?
    /// The number that was dialled.
    package var dialledNumber: String
    /// When the call began.
    package var startedAt: PostgresTimestamp
    /// When the call ended; nil while it goes on.
    package var endedAt: PostgresTimestamp?
    /// What the call came to, in the business's word; nil while it goes on.
    package var outcome: String?
    /// How often the caller and the agent spoke.
    package var turns: Int
    /// What the call cost, in US dollars; nil if a price is not known.
    package var cost: Double?
    /// The summary's text; nil if there is none yet.
    package var summary: String?

    package init(
        callSID: String, tenant: String, callerNumber: String, channel: CallChannel = .telephone,
        callerName: String? = nil, dialledNumber: String, startedAt: PostgresTimestamp,
        endedAt: PostgresTimestamp? = nil, outcome: String? = nil, turns: Int = 0, cost: Double? = nil,
        summary: String? = nil
    ) {
        self.callSID = callSID
        self.tenant = tenant
        self.callerNumber = callerNumber
        self.channel = channel
        self.callerName = callerName
        self.dialledNumber = dialledNumber
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.turns = turns
        self.cost = cost
        self.summary = summary
    }
}

extension CallListing {
    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            callSID: try row.value("twilio_sid"), tenant: try row.value("tenant_id"),
            callerNumber: try row.value("caller_number"),
            channel: CallChannel(rawValue: try row.value("channel")) ?? .telephone,
            callerName: try row.optional("caller_name"), dialledNumber: try row.value("agent_number"),
            startedAt: try row.value("started_at"), endedAt: try row.optional("ended_at"),
            outcome: try row.optional("outcome"), turns: try row.value("turns"), cost: try row.optional("cost_usd"),
            summary: try row.optional("summary"))
    }
}
