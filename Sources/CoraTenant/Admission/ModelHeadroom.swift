/// How many of a model's tokens the account has left in this minute, as the model last said (`rate_limits.updated`).
///
/// Between two such events the used tokens are taken to come back evenly, until the moment at which the model says that
/// all are back.
package struct ModelHeadroom: Sendable, Equatable {
    /// How much is left.
    package enum Level: Sendable, Equatable {
        /// Enough, or the model has not said.
        case ample
        /// Less than a tenth: new calls share fairly what is left.
        case short
        /// Less than a fiftieth: the calls that are live already need it.
        case spent
    }

    private var limit = 0
    private var remaining = 0
    private var reset = CallDuration.zero
    private var heardAt = CallInstant(nanoseconds: 0)

    package init() {}

    /// The model has said what is left. Allowances other than tokens are ignored.
    package mutating func heard(_ allowance: ModelAllowance, at now: CallInstant) {
        guard allowance.name == "tokens", allowance.limit > 0 else { return }
        limit = min(allowance.limit, 1 << 40)
        remaining = min(max(allowance.remaining, 0), limit)
        reset = max(allowance.reset, .zero)
        heardAt = now
    }

    /// The account's tokens a minute, and how many of them are left; nil until the model has said so.
    package func tokens(at now: CallInstant) -> (limit: Int, remaining: Int)? {
        guard limit > 0 else { return nil }
        let elapsed = (now - heardAt).nanoseconds
        guard elapsed < reset.nanoseconds else { return (limit, limit) }
        let share = Double(max(elapsed, 0)) / Double(reset.nanoseconds)
        return (limit, remaining + Int(Double(limit - remaining) * share))
    }

    /// How much is left by now.
    package func level(at now: CallInstant) -> Level {
        guard let (limit, remaining) = tokens(at: now), remaining < limit / 10 else { return .ample }
        return remaining < limit / 50 ? .spent : .short
    }

    /// How long until all tokens are back.
    package func wait(at now: CallInstant) -> CallDuration {
        max(heardAt + reset - now, .zero)
    }
}
