/// Why a call was not admitted. Metrics and logs carry the raw value.
package enum AdmissionRefusal: String, Error, Sendable, Equatable, CaseIterable {
    /// This process is going away, or takes no more calls for now.
    case draining
    /// The instance has as many calls as it may.
    case full
    /// The record has no room: what is said on the call could not be kept.
    case unrecordable
    /// The tenant has as many calls as it may.
    case tenantCalls = "tenant_calls"
    /// The tenant has begun as many calls in a minute as it may.
    case tenantRate = "tenant_rate"
    /// The instance has begun as many calls in a minute as it may.
    case instanceRate = "instance_rate"
    /// The tenant has spent what a day may cost.
    case spend
    /// The model account has few tokens left in this minute, and the tenant has its fair share of them already.
    case modelTokens = "model_tokens"
    /// The instance is too busy to serve another call well.
    case overloaded

    /// Why the caller was not answered, for the person who calls them back: follows "because".
    package var words: String {
        switch self {
        case .draining: "the service was going down"
        case .full: "all lines were busy"
        case .unrecordable: "the call could not have been written down"
        case .tenantCalls: "all lines of this business were busy"
        case .tenantRate: "too many callers rang this business within a minute"
        case .instanceRate: "too many callers rang within a minute"
        case .spend: "this business had spent what a day may cost"
        case .modelTokens: "the model account had no room for another call"
        case .overloaded: "the service was too busy"
        }
    }

    /// After how long to try again, where nothing more exact is known.
    package var retryAfter: CallDuration {
        switch self {
        case .draining, .full, .tenantCalls: .seconds(30)
        case .unrecordable: .seconds(60)
        case .tenantRate, .instanceRate, .modelTokens, .overloaded: .seconds(10)
        case .spend: .seconds(3600)
        }
    }
}
