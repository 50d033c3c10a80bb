package import CoraCall
import Synchronization

/// What is left of the model account's limits, as some call last heard it.
package final class AllowanceWatch: CallObserver {
    private let now: @Sendable () -> CallInstant
    private let latest = Mutex<(ModelAllowance, CallInstant)?>(nil)

    /// - Parameter now: the process' clock.
    package init(now: @escaping @Sendable () -> CallInstant) {
        self.now = now
    }

    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        guard case .allowance(let allowance) = observation, allowance.name == "tokens" else { return }
        let now = now()
        latest.withLock { $0 = (allowance, now) }
    }

    /// What was heard last, and when; once.
    func take() -> (ModelAllowance, CallInstant)? {
        latest.withLock { latest in
            defer { latest = nil }
            return latest
        }
    }
}
