package import CoraTenant

/// Limits how often wrong tokens are answered: a token bucket for each address that sent one, and one for all addresses
/// together.
///
/// Time comes in as a value. Its memory is bounded: of more addresses than it can keep, it keeps those nearest to their
/// limit, and the common bucket holds for the rest.
package struct FailureLimiter: Sendable, Equatable {
    /// A burst at once, and one more for each `interval`.
    package struct Rule: Sendable, Equatable {
        package var burst: Int
        package var interval: CallDuration

        package init(burst: Int, interval: CallDuration) {
            self.burst = burst
            self.interval = interval
        }
    }

    /// What a failure leads to.
    package enum Outcome: Sendable, Equatable {
        /// The failure is within the limit, and is answered.
        case counted
        /// There were too many failures: the next is answered after `retryAfter`.
        case limited(retryAfter: CallDuration)
    }

    /// A bucket as the moment at which it will be full again (GCRA, ITU-T I.371): one number, no drift.
    private struct Bucket: Sendable, Equatable {
        var fullAt: CallInstant
    }

    private let perAddress: Rule
    private let overall: Rule
    private let most: Int
    private var addresses: [String: Bucket] = [:]
    private var all: Bucket?

    /// - Parameters:
    ///   - perAddress: the rule for each address.
    ///   - overall: the rule for all addresses together.
    ///   - most: how many addresses are remembered.
    package init(
        perAddress: Rule = Rule(burst: 10, interval: .seconds(6)),
        overall: Rule = Rule(burst: 100, interval: .milliseconds(600)), remembering most: Int = 1024
    ) {
        self.perAddress = perAddress
        self.overall = overall
        self.most = most
    }

    /// How many addresses are remembered now.
    package var remembered: Int { addresses.count }

    /// Counts a wrong token from an address; of an IPv6 client, the address is its network.
    package mutating func failed(from key: String, at now: CallInstant) -> Outcome {
        if let wait = Self.wait(addresses[key], perAddress, now) { return .limited(retryAfter: wait) }
        if let wait = Self.wait(all, overall, now) { return .limited(retryAfter: wait) }
        all = Self.taken(all, overall, now)
        if addresses[key] == nil { makeRoom(at: now) }
        addresses[key] = Self.taken(addresses[key], perAddress, now)
        return .counted
    }

    /// How long until the bucket has room for one failure; nil if it has room now.
    private static func wait(_ bucket: Bucket?, _ rule: Rule, _ now: CallInstant) -> CallDuration? {
        guard let bucket else { return nil }
        let room = CallDuration(nanoseconds: rule.interval.nanoseconds * Int64(max(rule.burst - 1, 0)))
        let wait = (bucket.fullAt - now).nanoseconds - room.nanoseconds
        return wait > 0 ? CallDuration(nanoseconds: wait) : nil
    }

    private static func taken(_ bucket: Bucket?, _ rule: Rule, _ now: CallInstant) -> Bucket {
        Bucket(fullAt: max(bucket?.fullAt ?? now, now) + rule.interval)
    }

    /// Forgets addresses: first those with full buckets, which say nothing, then the one whose bucket is full the
    /// soonest.
    private mutating func makeRoom(at now: CallInstant) {
        guard addresses.count >= most else { return }
        addresses = addresses.filter { $0.value.fullAt > now }
        guard addresses.count >= most else { return }
        let soonest = addresses.min { ($0.value.fullAt, $0.key) < ($1.value.fullAt, $1.key) }
        if let soonest { addresses[soonest.key] = nil }
    }
}
