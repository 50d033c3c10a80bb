import CoraSettings
import CoraShared
import CoraTenant
import Synchronization

/// Limits how often one address gets a web session: five at once, and one more every twelve seconds. How many a tenant
/// and the instance take is the admission's to decide. Any thread; a short lock.
final class SessionRates: Sendable {
    /// For each address, and for all together: that one only bounds what an attacker with many addresses costs in memory.
    private let limiter = Mutex(
        FailureLimiter(
            perAddress: .init(burst: 5, interval: .seconds(12)),
            overall: .init(burst: 1000, interval: .milliseconds(10))))
    private let now: @Sendable () -> CallInstant

    /// - Parameter now: the process' clock.
    init(now: @escaping @Sendable () -> CallInstant) {
        self.now = now
    }

    /// An address asks for a session.
    /// - Parameter address: the client's; nil on a socket without one.
    /// - Returns: how long it has to wait; nil if it need not.
    func wait(for address: String?) -> CallDuration? {
        let network = ClientAddress.network(of: address ?? "")
        return switch limiter.withLock({ $0.failed(from: network, at: now()) }) {
        case .counted: nil
        case .limited(let span): span
        }
    }
}
