package import CoraCall
package import CoraTenant
import Synchronization

/// Keeps, for each model, the last figure that a call heard of what is left of the model account's limits.
package final class AllowanceWatch: CallObserver {
    /// A model's allowance, and when it was heard.
    typealias Heard = (allowance: ModelAllowance, at: CallInstant)

    private let defaultModel: String
    private let now: @Sendable () -> CallInstant
    private let latest = Mutex<[String: Heard]>([:])

    /// - Parameters:
    ///   - defaultModel: the model of tenants that name none.
    ///   - now: the process' clock.
    package init(defaultModel: String, now: @escaping @Sendable () -> CallInstant) {
        self.defaultModel = defaultModel
        self.now = now
    }

    /// Keeps the token allowance that a call has heard of. Called on event loops.
    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        guard case .allowance(let allowance) = observation, allowance.name == "tokens" else { return }
        let (model, now) = (model(of: ticket), now())
        latest.withLock { $0[model] = (allowance, now) }
    }

    /// The name of the model that a call uses.
    func model(of ticket: CallTicket) -> String { ticket.tenant.model ?? defaultModel }

    /// Takes out what was heard since the last call of this function, by model.
    func take() -> [String: Heard] {
        latest.withLock { latest in
            defer { latest = [:] }
            return latest
        }
    }
}
