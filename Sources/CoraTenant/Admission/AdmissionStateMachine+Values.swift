extension AdmissionStateMachine {
    /// A call that asks for a place.
    package struct Request: Sendable, Equatable {
        /// The tenant's id.
        package var tenant: String
        /// The name of the model that the call would use.
        package var model: String
        /// The name of the model that it would use once its tenant is over the soft limit; nil for `model`.
        package var frugalModel: String?
        /// The tenant's own limits.
        package var limits: TenantLimits
        /// What the tenant has spent today.
        package var spent: Dollars
        /// How long until the next UTC day begins.
        package var untilTomorrow: CallDuration
        /// Whether the record has room for what is said on the call.
        package var isRecordable: Bool
        /// Whether the call was admitted before and only goes on: it has had a stream, or its ticket expired while it
        /// was being opened. It then needs a place and an instance that does not drain; nothing else is checked.
        package var isContinued: Bool
        /// How long its place is held for it; nil for as long as the instance's limits say.
        package var ticketLife: CallDuration?

        package init(
            tenant: String, model: String = "", frugalModel: String? = nil, limits: TenantLimits = TenantLimits(),
            spent: Dollars = .zero, untilTomorrow: CallDuration = .seconds(86_400), isRecordable: Bool = true,
            isContinued: Bool = false, ticketLife: CallDuration? = nil
        ) {
            self.tenant = tenant
            self.model = model
            self.frugalModel = frugalModel
            self.limits = limits
            self.spent = spent
            self.untilTomorrow = untilTomorrow
            self.isRecordable = isRecordable
            self.isContinued = isContinued
            self.ticketLife = ticketLife
        }
    }

    /// The answer to a call that asks for a place.
    package enum OnRequest: Sendable, Equatable {
        /// It has a place, which is held for the life of a ticket.
        case admitted(Slot, CallQuality)
        /// It has no place, and may try again after `retryAfter`.
        case refused(AdmissionRefusal, retryAfter: CallDuration)
    }

    /// The answer to a ticket.
    package enum OnRedeem: Sendable, Equatable {
        /// The call may begin.
        case redeemed
        /// The ticket was redeemed before.
        case used
        /// The ticket has expired, or was never given out.
        case unknown
    }

    /// A ticket that has expired.
    package struct Expired: Sendable, Equatable {
        /// The ticket's slot.
        package var slot: Slot
        /// Whether no media socket ever came for it.
        package var isAbandoned: Bool

        package init(slot: Slot, isAbandoned: Bool) {
            self.slot = slot
            self.isAbandoned = isAbandoned
        }
    }
}
