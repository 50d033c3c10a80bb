package import CoraTenant

/// Why a call has no model: its socket or session is gone, or could not be opened.
package struct ModelLoss: Error, Sendable, Equatable {
    /// What happened, in words for the operator.
    package var why: String
    /// Whether dialling the same model again can help. It cannot where the API refuses the key, the model, the account
    /// or the settings (openai-realtime §1.2).
    package var mayDialAgain: Bool
    /// How long the model wants us to wait before the next dial.
    package var wait: CallDuration

    package init(_ why: String, mayDialAgain: Bool = true, wait: CallDuration = .zero) {
        self.why = why
        self.mayDialAgain = mayDialAgain
        self.wait = wait
    }
}

/// Which of a tenant's models is dialled.
package enum ModelRoute: Sendable, Equatable {
    /// The tenant's model at the instance's address.
    case own
    /// The tenant's fallback: another model, another address, or both.
    case fallback
}

extension Tenant {
    /// Whether the tenant has a model to fall back on.
    var hasFallback: Bool { fallbackModel != nil || fallbackBaseURL != nil }
}
