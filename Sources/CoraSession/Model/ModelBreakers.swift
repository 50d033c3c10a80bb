import CoraCall
package import CoraTenant
import Synchronization

/// The breakers of the instance: one for each address and model that calls dial. From any thread.
package final class ModelBreakers: Sendable {
    /// How many addresses are kept apart; further ones have no breaker.
    private static let most = 64

    private let breakers = Mutex<[String: ModelBreaker]>([:])

    package init() {}

    /// How long a call waits before it dials this address; nil if it may dial now.
    package func wait(for address: String, at now: CallInstant) -> CallDuration? {
        breakers.withLock { $0[address]?.wait(at: now) }
    }

    /// A session at this address was set up.
    package func succeeded(_ address: String) {
        breakers.withLock { breakers in
            if breakers[address] != nil { breakers[address]?.succeeded() }
        }
    }

    /// A dial of this address failed, or its session was lost before it was set up.
    package func failed(_ address: String, at now: CallInstant) {
        breakers.withLock { breakers in
            guard breakers[address] != nil || breakers.count < Self.most else { return }
            breakers[address, default: ModelBreaker()].failed(at: now)
        }
    }

    /// The addresses that calls wait for.
    package var open: [String] {
        breakers.withLock { $0.filter { !$0.value.isClosed }.map(\.key).sorted() }
    }
}
