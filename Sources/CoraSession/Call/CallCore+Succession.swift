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
        open(leg, ticket.tenant, by: .own) { result in
            guard self.successor === leg else { return leg.close() }
            switch result {
            case .success:
                if let session = self.session(of: ticket) { leg.configure(session) }
                leg.flush()
            case .failure: self.happened(.successorLost)
            }
        }
    }

    /// A message of the second session arrived: nothing of it concerns the call but that it is set up, or refused.
    func successorMessage(_ message: ByteBuffer) {
        switch try? ServerEvent.decode(message) {
        case .sessionUpdated:
            if let successor { services.dialer.breakers.succeeded(successor.address) }
            happened(.successorReady)
        case .error(let error) where error.severity == .fatal: happened(.successorLost)
        default: break
        }
    }

    /// Lets the second session go.
    func dropSuccessor() {
        let former = successor
        successor = nil
        former?.close()
    }

    /// The second session takes the place of the first.
    func takeOver() {
        guard let next = successor else { return }
        let former = model
        successor = nil
        next.isReady = true
        model = next
        former.close()
    }
}
