package import CoraTenant

/// What is remembered across calls: streams that were let in, tokens that were used, wrong tokens by address.
///
/// It is one port, so that instances of one number can share it: `MemorySharedState` keeps it in this process, and a
/// store that several processes reach, such as Redis, can take its place. Every operation is one round trip there:
/// `SET key 1 NX EX life`, `TTL key`, and one script for the rate.
package protocol SharedState: Sendable {
    /// Notes a fact, unless it is noted already.
    /// - Parameter life: how long it is remembered.
    /// - Returns: how long ago it was noted first; nil if this is the first time.
    func note(_ fact: SharedFact, for life: CallDuration) async -> CallDuration?

    /// How long ago a fact was noted first; nil if it never was, or is forgotten.
    func age(of fact: SharedFact) async -> CallDuration?

    /// Counts a wrong token.
    /// - Parameter address: where it came from; of an IPv6 client, its network.
    func failed(from address: String) async -> FailureLimiter.Outcome
}

/// A fact about a call that is remembered after the call.
package enum SharedFact: Sendable, Hashable {
    /// A stream of a call was let in.
    case admitted(callSID: String, attempt: Int)
    /// The token with that id was presented.
    case presented(token: String)
    /// The carrier has said that the call is over.
    case over(callSID: String)

    /// The fact as the key of a store.
    package var key: String {
        switch self {
        case .admitted(let sid, let attempt): "admitted/\(sid)/\(attempt)"
        case .presented(let token): "presented/\(token)"
        case .over(let sid): "over/\(sid)"
        }
    }
}
