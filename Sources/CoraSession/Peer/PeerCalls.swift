package import CoraCall
package import CoraRealtime
package import CoraTenant

/// What the model's HTTP API does for calls between a browser and the model (openai-realtime §1.3–1.5).
package protocol PeerCalls: Sendable {
    /// Posts a browser's offer to the model. Runs to its end whatever becomes of the browser, because a call that has
    /// begun has to be known to be ended. Bounded in time.
    /// - Parameters:
    ///   - offer: the browser's session description (SDP).
    ///   - session: the settings of the session that begins.
    func answer(
        _ offer: String, for ticket: CallTicket, by route: ModelRoute, session: SessionSettings
    ) async throws(PeerRefusal) -> PeerAnswer
    /// Has the model end a call, and returns at once. It is tried a few times; a failure is logged.
    func hangUp(_ callID: String, of tenant: Tenant, by route: ModelRoute)
}

/// The model's answer to a browser's offer.
package struct PeerAnswer: Sendable, Equatable {
    /// The model's id of the call that begins.
    package var callID: String
    /// The model's session description (SDP).
    package var sdp: String

    package init(callID: String, sdp: String) {
        self.callID = callID
        self.sdp = sdp
    }
}

/// Why the model did not take an offer.
package struct PeerRefusal: Error, Sendable, Equatable {
    /// What happened, in words for the operator.
    package var why: String
    /// Whether another offer may do better.
    package var mayTryAgain: Bool
    /// How long the model wants us to wait before.
    package var wait: CallDuration
    /// Whether the account's limit is reached (429).
    package var isBusy: Bool

    package init(why: String, mayTryAgain: Bool = true, wait: CallDuration = .zero, isBusy: Bool = false) {
        self.why = why
        self.mayTryAgain = mayTryAgain
        self.wait = wait
        self.isBusy = isBusy
    }
}

/// Why a browser's offer was not answered.
package enum OfferRefusal: Error, Sendable, Equatable {
    /// The key is not the one that the session's page was given.
    case wrongKey
    /// No offer of that number is wanted, or it was made already.
    case notAsked
    /// The session is over.
    case over
    /// The model did not take it.
    case refused(PeerRefusal)
}
