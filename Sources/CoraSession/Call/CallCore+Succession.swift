import CoraCall
import CoraRealtime
import NIOCore

// What the core does to change to a new session.
extension CallCore {
    /// Dials a second session beside the one that serves the call, and sets it up.
    func dialSuccessor() {
        guard let ticket, conversation.termination == nil else { return }
        dropSuccessor()
        let address = services.dialer.address(for: ticket.tenant, by: .own)
        guard services.dialer.breakers.wait(for: address, at: now) == nil else { return happened(.successorLost) }
        let leg = ModelLeg(address)
        successor = leg
        if caller.abilities.contains(.connectsToModel) { return connectSuccessor() }
        open(leg, ticket.tenant, by: .own) { self.dialledSuccessor(leg, ticket, $0) }
    }

    /// A dial of the successor has succeeded or failed.
    func dialledSuccessor(_ leg: ModelLeg, _ ticket: CallTicket, _ result: Result<Void, ModelLoss>) {
        guard successor === leg else { return leg.close() }
        switch result {
        case .success:
            leg.configure(services.session(of: ticket))
            leg.flush()
        case .failure: happened(.successorLost)
        }
    }

    /// A message of the second session arrived: nothing of it concerns the call but that it is set up, or refused.
    func successorMessage(_ message: UnsafeRawBufferPointer) {
        switch try? ServerEvent.decode(message) {
        case .sessionUpdated:
            guard let successor, successor.acknowledged() else { return }
            services.dialer.breakers.succeeded(successor.address)
            successor.isReady = true
            successorIsSetUp()
        case .error(let error) where error.severity == .fatal: happened(.successorLost)
        default: break
        }
    }

    /// Lets the second session go.
    func dropSuccessor() {
        let former = successor
        successor = nil
        former?.close()
        hangUp(peers.forgetSuccessor())
    }

    /// The second session takes the place of the first.
    func takeOver() {
        guard let next = successor else { return }
        let former = model
        successor = nil
        next.isReady = true
        model = next
        former.close()
        useSuccessor()
    }
}
