package import CoraCall
import Synchronization

/// What is left of the model account's limits, as calls last heard it, by model.
package final class AllowanceWatch: CallObserver {
    /// What was heard, and when.
    typealias Heard = (allowance: ModelAllowance, at: CallInstant)

    private let defaultModel: String
    private let now: @Sendable () -> CallInstant
    private let latest = Mutex<[String: Heard]>([:])

    /// - Parameters:
    ///   - defaultModel: the model of tenants who name none.
    ///   - now: the process' clock.
    package init(defaultModel: String, now: @escaping @Sendable () -> CallInstant) {
        self.defaultModel = defaultModel
        self.now = now
    }

    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        guard case .allowance(let allowance) = observation, allowance.name == "tokens" else { return }
        let (model, now) = (model(of: ticket), now())
        latest.withLock { $0[model] = (allowance, now) }
    }

    /// The model that a call speaks with.
    func model(of ticket: CallTicket) -> String { ticket.tenant.model ?? defaultModel }

    /// What was heard last of each model, once.
    func take() -> [String: Heard] {
        latest.withLock { latest in
            defer { latest = [:] }
            return latest
        }
    }
}
