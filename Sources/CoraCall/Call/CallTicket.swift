package import CoraTenant

/// An admitted call before there is any audio: the voice webhook makes it, and the media socket redeems it.
package struct CallTicket: Sendable, Equatable {
    /// The carrier's id of the call.
    package var callSID: String
    /// Our own id of the call. The webhook makes it; every stream of the call and every record of it carries it.
    package var callID: String
    /// The business that was dialled.
    package var tenant: Tenant
    /// Who calls.
    package var caller: Caller
    /// The caller's name, where the carrier knows one.
    package var callerName: String?
    /// The number that was dialled.
    package var dialledNumber: String
    /// How many streams this call had before this one; more than zero for a caller who is back.
    package var attempt: Int
    /// How many of the earlier streams were lost. A stream that ended with a drain or a transfer is not counted.
    package var lostStreams = 0
    /// How long the earlier streams lasted, all together: the longest call is a call's, not a stream's.
    package var lasted = CallDuration.zero
    /// Why the transfer failed, for a caller who is back because a person could not be reached; nil for one who was cut
    /// off.
    package var missed: TransferMiss?
    /// What was said and done on the earlier streams, in order, as far as it is known.
    package var past: [PastItem]
    /// What the business knows of the caller; nil if it knows nothing, or the look-up took too long.
    package var history: CallerHistory?
    /// The time where the business is, when the call came; nil if its time zone is not known.
    package var localTime: LocalMoment?
    /// How much of the model the call may use. Decided when the call is admitted.
    package var quality = CallQuality.full
    /// How long the call's place is kept until its stream comes; nil for as long as the instance says.
    package var life: CallDuration?
    /// The model that the tenant names: its sentences are recorded in advance as that one says them, also for a call on
    /// a cheaper model.
    package private(set) var ownModel: String?

    /// - Parameter callerNumber: the carrier's `From`. Who calls is decided here, once for the call.
    package init(
        callSID: String, callID: String, tenant: Tenant, callerNumber: String, callerName: String? = nil,
        dialledNumber: String, attempt: Int = 0, missed: TransferMiss? = nil, past: [PastItem] = [],
        history: CallerHistory? = nil, localTime: LocalMoment? = nil
    ) {
        self.callSID = callSID
        self.callID = callID
        self.tenant = tenant
        ownModel = tenant.model
        caller = Caller(callerNumber)
        self.callerName = callerName
        self.dialledNumber = dialledNumber
        self.attempt = attempt
        self.missed = missed
        self.past = past
        self.history = history
        self.localTime = localTime
    }

    /// Our id of this stream of the call, `callID/attempt`: a caller who was cut off and is back has another stream.
    package var streamID: String { "\(callID)/\(attempt)" }

    /// The instructions for the model: the tenant's, with this call's facts in them.
    package var instructions: String {
        let text = AgentPrompt.text(
            tenant.instructions,
            AgentPrompt.Facts(
                now: localTime, timeZone: tenant.timeZone, hours: tenant.businessHours, caller: caller,
                callerName: callerName, history: history))
        return quality == .frugal ? "\(text)\n\n\(Directions.frugal)" : text
    }

    /// This ticket for a call that is to cost less: short answers, from `model` (nil: the instance's default).
    package func frugal(model: String?) -> CallTicket {
        var ticket = self
        ticket.quality = .frugal
        ticket.tenant.model = model
        return ticket
    }

    /// A number that differs between calls, for pauses that must not be the same on all of them.
    var spread: Int { callID.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } }

    /// Whom the caller is put through to if no model can be reached: the person whom a transfer would reach at this
    /// hour. Nil if none would, or if the caller is back from such a transfer.
    package var rescue: TransferOrder? {
        guard missed == nil else { return nil }
        let isOpen = localTime.flatMap { time in
            tenant.businessHours?.isOpen(time.weekday, minute: time.minute)
        }
        let plan = TransferPlan.decide(
            .primaryAgent, isUrgent: false, isOpen: isOpen ?? true, numbers: tenant.humanNumbers,
            humanNumber: tenant.humanNumber)
        return if case .call(let number) = plan { TransferOrder(number) } else { nil }
    }

    /// Who calls, as the record has it.
    package var callerNumber: String { caller.recorded }

    /// The agent's first words: the tenant's greeting, or words for a caller who is back.
    package var greeting: String {
        wordsOfReturn.map(tenant.words) ?? tenant.greeting
    }

    /// The first words for a caller who is back; nil on the first stream of the call.
    package var wordsOfReturn: CallSentence? {
        if missed != nil { return .nobodyAnswered }
        return attempt == 0 ? nil : .backAgain
    }
}
