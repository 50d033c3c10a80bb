/// What the voice webhook hands to the media socket: the admitted call, before there is any audio.
package struct CallTicket: Sendable, Equatable {
    /// The carrier's id of the call.
    package var callSID: String
    /// Our own id of the call, made at the source and the same for every stream of it: its records carry it.
    package var callID: String
    /// The business that was dialled.
    package var tenant: Tenant
    /// Who calls: E.164, or the carrier's word for a withheld number.
    package var callerNumber: String
    /// The caller's name, where the carrier knows one.
    package var callerName: String?
    /// The number that was dialled.
    package var dialledNumber: String
    /// How many streams this call had before: over zero, the caller is back.
    package var attempt: Int
    /// How many of those were lost, rather than handed on or given back by a person.
    package var lostStreams = 0
    /// Why a caller who is back was to be put through to somebody; nil for one who was cut off.
    package var missed: TransferMiss?
    /// What was said and done on the streams before, in order, as far as it is known.
    package var past: [PastItem]
    /// What the business knows of the caller; nil if that is not known, or was not in time.
    package var history: CallerHistory?
    /// The time where the business is, when the call came; nil if nobody knows.
    package var localTime: LocalMoment?
    /// How much the call may take of the model. Decided when it is admitted.
    package var quality = CallQuality.full

    package init(
        callSID: String, callID: String, tenant: Tenant, callerNumber: String, callerName: String? = nil,
        dialledNumber: String, attempt: Int = 0, missed: TransferMiss? = nil, past: [PastItem] = [],
        history: CallerHistory? = nil, localTime: LocalMoment? = nil
    ) {
        self.callSID = callSID
        self.callID = callID
        self.tenant = tenant
        self.callerNumber = callerNumber
        self.callerName = callerName
        self.dialledNumber = dialledNumber
        self.attempt = attempt
        self.missed = missed
        self.past = past
        self.history = history
        self.localTime = localTime
    }

    /// One stream of the call: a caller who was cut off and is back has another.
    package var streamID: String { "\(callID)/\(attempt)" }

    /// What the model is told: the tenant's instructions with this call's facts in them.
    package var instructions: String {
        let text = AgentPrompt.text(
            tenant.instructions,
            AgentPrompt.Facts(
                now: localTime, timeZone: tenant.timeZone, hours: tenant.businessHours, callerNumber: callerNumber,
                callerName: callerName, history: history))
        return quality == .frugal ? "\(text)\n\n\(Directions.frugal)" : text
    }

    /// The same call, told to take less: short answers, from that model.
    package func frugal(model: String?) -> CallTicket {
        var ticket = self
        ticket.quality = .frugal
        ticket.tenant.model = model
        return ticket
    }

    /// Whether somebody could call the caller back: their number is not withheld.
    package var hasCallableNumber: Bool {
        E164.isNumber(callerNumber)
    }

    /// What is said first: the tenant's greeting, or words for a caller who is back.
    package var greeting: String {
        if missed != nil { return Directions.nobodyAnswered }
        return attempt == 0 ? tenant.greeting : Directions.backAgain
    }
}

/// Something that was said or done on an earlier stream of a call, as a new session is told.
package enum PastItem: Sendable, Equatable {
    /// Words of the caller or the agent; of the agent's, only what was heard.
    case message(Turn.Role, String)
    /// A tool's call and its answer.
    case tool(ToolInvocation, result: String)
}
