import CoraCall
import CoraRealtime
import CoraTenant
import CoraWeb
import NIOCore

// How the core gets the session of a caller whose browser connects to the model: it has the page make a connection, and
// joins the call that this is at the model's side with a socket of its own.
extension CallCore {
    /// Joins the session of the browser's connection, or has the page make one.
    func connect(by route: ModelRoute) {
        guard services.peers != nil, ticket?.tenant.hasSecretsInSession != true else {
            return happened(.modelLost(ModelLoss("no browser can be connected to the model here", mayDialAgain: false)))
        }
        if let call = peers.rejoin(by: route) { return join(call) }
        hangUp(peers.forgetCurrent())
        want(.session, by: route, because: peers.hasAsked ? .lost : .first)
    }

    /// Has the page make the connection that follows the present one.
    func connectSuccessor() {
        want(.successor, by: .own, because: .renewal)
    }

    private func want(_ purpose: PeerConnections.Purpose, by route: ModelRoute, because why: PeerReason) {
        let wanted = peers.want(purpose, by: route, key: PeerKey.random())
        caller.ask(for: PeerRequest(number: wanted.number, key: wanted.key, why: why))
        caller.flush()
    }

    private func join(_ call: PeerConnections.Connection) {
        guard let tenant = ticket?.tenant else { return }
        let leg = model
        open(leg, tenant, by: call.route, joining: call.callID) { result in
            // The call may be there a moment later, and another connection may be taken.
            self.dialled(leg, result.mapError { ModelLoss($0.why, wait: $0.wait) })
        }
    }

    // MARK: Offers

    /// A browser's offer came.
    /// - Returns: what its answer is asked for with.
    func peerOffered(_ number: Int, key: String) throws(OfferRefusal) -> (CallTicket, ModelRoute) {
        guard conversation.termination == nil, let ticket else { throw .over }
        return (ticket, try peers.offered(number, key: key))
    }

    /// The page has made its offer to the model by itself, as the tenant allows.
    func peerAttached(_ number: Int, call: String) {
        guard ticket?.tenant.web.isDirect == true, (try? peers.offered(number)) != nil else { return }
        peerAnswered(number, .success(PeerAnswer(callID: call, sdp: "")), by: .own)
    }

    /// The model has answered an offer.
    func peerAnswered(_ number: Int, _ result: Result<PeerAnswer, PeerRefusal>, by route: ModelRoute) {
        switch result {
        case .success(let answer): peerAnswered(number, answer, by: route)
        case .failure(let refusal):
            switch peers.refused(number) {
            case .session:
                happened(
                    .modelLost(ModelLoss(refusal.why, mayDialAgain: refusal.mayTryAgain, wait: refusal.wait)))
            case .successor: happened(.successorLost)
            case nil: break
            }
        }
    }

    private func peerAnswered(_ number: Int, _ answer: PeerAnswer, by route: ModelRoute) {
        switch conversation.termination == nil ? peers.answered(number, callID: answer.callID) : nil {
        case .session:
            caller.use(peer: number)
            caller.flush()
            if let call = peers.rejoin(by: route) { join(call) }
        case .successor:
            guard let leg = successor, let ticket, let call = peers.successor else { return }
            open(leg, ticket.tenant, by: .own, joining: call.callID) { self.dialledSuccessor(leg, ticket, $0) }
        case nil:
            // The session has gone on without it, or is over: the call must not live on unseen (field case N1).
            hangUp([PeerConnections.Connection(number: number, callID: answer.callID, route: route)])
        }
    }

    // MARK: What the page says of its connections

    /// A connection stands.
    func peerConnected(_ number: Int) {
        switch peers.connected(number) {
        case .session: sessionIsSetUp()
        case .successor: successorIsSetUp()
        case nil: break
        }
    }

    /// A connection is lost, or cannot be made.
    func peerLost(_ number: Int) {
        guard let (purpose, call) = peers.lost(number) else { return }
        hangUp([call].compactMap(\.self))
        switch purpose {
        case .session: happened(.modelLost(ModelLoss("the browser's connection to the model is lost")))
        case .successor: happened(.successorLost)
        }
    }

    /// The session is set up, or the browser's connection stands: it serves the caller once both is so. The greeting would
    /// not be heard before.
    func sessionIsSetUp() {
        guard caller.abilities.contains(.connectsToModel) else { return take(.sessionReady) }
        guard model.isReady, !model.isServing, peers.current?.isConnected == true else { return }
        model.isServing = true
        take(peers.served() ? .sessionKept : .sessionReady)
    }

    /// The successor's session is set up, or its connection stands.
    func successorIsSetUp() {
        guard let successor, successor.isReady else { return }
        guard caller.abilities.contains(.connectsToModel) else { return happened(.successorReady) }
        if peers.successor?.isConnected == true { happened(.successorReady) }
    }

    /// The successor serves the caller from now on.
    func useSuccessor() {
        guard let former = peers.takeOver() else { return }
        model.isServing = true
        if let current = peers.current { caller.use(peer: current.number) }
        hangUp([former])
    }

    // MARK: The end of a call at the model's side

    /// Has calls ended. Our own socket's end would not end them (field case N2).
    func hangUp(_ calls: [PeerConnections.Connection]) {
        guard let peers = services.peers, let tenant = ticket?.tenant else { return }
        for call in calls { peers.hangUp(call.callID, of: tenant, by: call.route) }
    }

    /// Has a call ended; nil stands for none.
    func hangUp(_ call: PeerConnections.Connection?) {
        if let call { hangUp([call]) }
    }

    // MARK: A page that speaks to the model by itself

    /// Whether an event shows that the page has told the model what only we may: other settings, or the answer of a tool.
    func isFromPage(_ event: ServerEvent) -> Bool {
        guard caller.abilities.contains(.connectsToModel) else { return false }
        switch event {
        case .sessionUpdated: return !model.acknowledged()
        case .conversationItemAdded(let item, _), .conversationItemDone(let item, _):
            guard case .functionCallOutput(let call) = item.kind else { return false }
            return !peers.hasAnswered(call)
        default: return false
        }
    }
}
