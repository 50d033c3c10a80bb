/// What one business may have of the instance, and may cost. Where it says nothing, the instance's own word for all
/// tenants holds; where that says nothing, only the instance's ceiling.
package struct TenantLimits: Sendable, Equatable {
    /// Calls at once, those on their way included.
    package var concurrentCalls: Int?
    /// Calls that may begin in a minute, over time.
    package var callsPerMinute: Int?
    /// Calls that may begin at once after a quiet time; as many as in a minute, if nothing is said.
    package var burst: Int?
    /// What a day may cost before new calls get shorter answers and the cheaper model. A day is a UTC day.
    package var dailySoft: Dollars?
    /// What a day may cost before no more calls are taken and those that live are ended with a goodbye.
    package var dailyHard: Dollars?
    /// What becomes of a caller who is refused.
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

    /// These, with the instance's word where they say nothing. A rate comes with the burst that was meant for it.
    package func orElse(_ usual: TenantLimits) -> TenantLimits {
        var limits = self
        limits.concurrentCalls = concurrentCalls ?? usual.concurrentCalls
        limits.burst = burst ?? (callsPerMinute == nil ? usual.burst : nil)
        limits.callsPerMinute = callsPerMinute ?? usual.callsPerMinute
        limits.dailySoft = dailySoft ?? usual.dailySoft
        limits.dailyHard = dailyHard ?? usual.dailyHard
        return limits
    }

    /// What is wrong with the two amounts together, in words that follow "wanted"; nil when nothing is.
    package var conflict: String? {
        guard let dailySoft, let dailyHard, dailySoft > dailyHard else { return nil }
        return "no more than the hard limit, \(dailyHard.text)"
    }
}

/// What becomes of a caller who is refused.
package enum WhenRefused: String, Sendable, CaseIterable {
    /// They hear why.
    case words
    /// They are put through to the tenant's human number; they hear why, if it has none.
    case human
}

/// How much a call may take of the model.
package enum CallQuality: String, Sendable, Equatable {
    /// All it needs.
    case full
    /// Short answers, from the cheaper model: the tenant has spent what a day should cost.
    case frugal

    /// The most that one answer may be, in tokens; nil for as much as the model can. Speech has 20 a second.
    package var longestAnswer: Int? {
        switch self {
        case .full: nil
        case .frugal: 1024
        }
    }
}
