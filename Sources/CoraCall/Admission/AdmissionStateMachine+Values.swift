extension AdmissionStateMachine {
    /// A call that asks.
    package struct Request: Sendable, Equatable {
        /// The tenant's id.
        package var tenant: String
        /// The model it is to speak with.
        package var model: String
        /// The model it is to speak with over its tenant's soft limit; nil for the same.
        package var frugalModel: String?
        /// What the tenant may have of its own word.
        package var limits: TenantLimits
        /// What the tenant has spent today.
        package var spent: Dollars
        /// How long until the next day begins.
        package var untilTomorrow: CallDuration
        /// Whether what the call says can be kept.
        package var isRecordable: Bool
        /// Whether it was let in before and only goes on: its stream broke off, or nobody took it over. It needs a
        /// place, and nothing else is asked of it.
        package var isContinued: Bool

        package init(
            tenant: String, model: String = "", frugalModel: String? = nil, limits: TenantLimits = TenantLimits(),
            spent: Dollars = .zero, untilTomorrow: CallDuration = .seconds(86_400), isRecordable: Bool = true,
            isContinued: Bool = false
        ) {
            self.tenant = tenant
            self.model = model
            self.frugalModel = frugalModel
            self.limits = limits
            self.spent = spent
            self.untilTomorrow = untilTomorrow
            self.isRecordable = isRecordable
            self.isContinued = isContinued
        }
    }

    /// After a call has asked.
    package enum OnRequest: Sendable, Equatable {
        /// It has a place, for the life of a ticket.
        case admitted(Slot, CallQuality)
        /// It has none, and may try again after that time.
        case refused(AdmissionRefusal, retryAfter: CallDuration)
    }

    /// After a ticket was shown.
    package enum OnRedeem: Sendable, Equatable {
        /// The call may begin.
        case redeemed
        /// It was shown before.
        case used
        /// Its time was over, or it was never given out.
        case unknown
    }

    /// A ticket whose time is over.
    package struct Expired: Sendable, Equatable {
        /// Its slot.
        package var slot: Slot
        /// Whether nobody ever came for it.
        package var isAbandoned: Bool

        package init(slot: Slot, isAbandoned: Bool) {
            self.slot = slot
            self.isAbandoned = isAbandoned
        }
    }
}
