/// Limits how often something happens: a number of tokens a minute, and a number at once after a quiet time. Counts in
/// whole numbers, so that no fraction of a token is gained or lost over any number of steps.
package struct TokenBucket: Sendable, Equatable {
    /// The credit of one token: a rate of one a minute earns one credit a nanosecond.
    private static let token: Int64 = 60_000_000_000
    /// The greatest rate and burst, with which the credit is far from overflowing.
    private static let most = 1_000_000

    private var rate: Int64
    private var capacity: Int64
    private var credit: Int64
    private var filledAt: CallInstant

    /// Makes a full bucket.
    /// - Parameters:
    ///   - rate: tokens a minute, 1 to a million.
    ///   - burst: the most tokens it holds, 1 to a million.
    package init(perMinute rate: Int, burst: Int, at now: CallInstant) {
        self.rate = Int64(min(max(rate, 1), Self.most))
        capacity = Int64(min(max(burst, 1), Self.most)) * Self.token
        credit = capacity
        filledAt = now
    }

    /// Changes rate and burst from now on. The tokens in the bucket stay, up to the new burst.
    package mutating func adjust(perMinute rate: Int, burst: Int, at now: CallInstant) {
        fill(at: now)
        self.rate = Int64(min(max(rate, 1), Self.most))
        capacity = Int64(min(max(burst, 1), Self.most)) * Self.token
        credit = min(credit, capacity)
    }

    /// Takes a token.
    /// - Returns: false if there is none.
    package mutating func take(at now: CallInstant) -> Bool {
        fill(at: now)
        guard credit >= Self.token else { return false }
        credit -= Self.token
        return true
    }

    /// How long until there is a token; zero if there is one.
    package func wait(at now: CallInstant) -> CallDuration {
        var copy = self
        copy.fill(at: now)
        let missing = Self.token - copy.credit
        return missing <= 0 ? .zero : CallDuration(nanoseconds: (missing + rate - 1) / rate)
    }

    /// Adds the credit earned since the last time. If the clock went back, none is earned.
    private mutating func fill(at now: CallInstant) {
        let elapsed = (now - filledAt).nanoseconds
        guard elapsed > 0 else { return }
        filledAt = now
        let missing = capacity - credit
        credit = elapsed > missing / rate ? capacity : credit + elapsed * rate
    }
}
