/// How much of the instance one business may use, and what it may cost. For what is nil here, the instance's limits for
/// all tenants hold (``orElse(_:)``); where those are nil too, only the instance's own ceiling.
package struct TenantLimits: Sendable, Equatable {
    /// How many calls there may be at once, including those whose media socket has not come yet.
    package var concurrentCalls: Int?
    /// How many calls may begin in a minute, on average.
    package var callsPerMinute: Int?
    /// How many calls may begin at once after a quiet time; nil for as many as in a minute.
    package var burst: Int?
    /// What a day may cost before new calls get shorter answers and the cheaper model. A day is a UTC day.
    package var dailySoft: Dollars?
    /// What a day may cost before no more calls are admitted and live ones are ended with a goodbye.
    package var dailyHard: Dollars?
    /// What is done with a caller who is refused.
    package var whenRefused: WhenRefused

    package init(
        concurrentCalls: Int? = nil, callsPerMinute: Int? = nil, burst: Int? = nil, dailySoft: Dollars? = nil,
        dailyHard: Dollars? = nil, whenRefused: WhenRefused = .human
    ) {
        self.concurrentCalls = concurrentCalls
        self.callsPerMinute = callsPerMinute
        self.burst = burst
        self.dailySoft = dailySoft
        self.dailyHard = dailyHard
        self.whenRefused = whenRefused
    }

    /// These limits, with `usual` where they are nil. The burst is taken from `usual` only together with the rate.
    package func orElse(_ usual: TenantLimits) -> TenantLimits {
        var limits = self
        limits.concurrentCalls = concurrentCalls ?? usual.concurrentCalls
        limits.burst = burst ?? (callsPerMinute == nil ? usual.burst : nil)
        limits.callsPerMinute = callsPerMinute ?? usual.callsPerMinute
        limits.dailySoft = dailySoft ?? usual.dailySoft
        limits.dailyHard = dailyHard ?? usual.dailyHard
        return limits
    }

    /// What the soft limit has to be if it is above the hard one, in words that follow "wanted"; nil if it is not.
    package var conflict: String? {
        guard let dailySoft, let dailyHard, dailySoft > dailyHard else { return nil }
        return "no more than the hard limit, \(dailyHard.text)"
    }
}

/// What is done with a caller who is refused.
package enum WhenRefused: String, Sendable, CaseIterable {
    /// The caller hears why.
    case words
    /// The caller is put through to the tenant's human number; without one, they hear why.
    case human
}

/// How much of the model a call may use.
package enum CallQuality: String, Sendable, Equatable {
    /// All that it needs.
    case full
    /// Short answers, from the cheaper model: the tenant has spent what a day should cost.
    case frugal

    /// The longest answer in tokens; nil for no limit but the model's. Speech has 20 tokens a second.
    package var longestAnswer: Int? {
        switch self {
        case .full: nil
        case .frugal: 1024
        }
    }
}
