package import CoraCall
package import CoraTenant
package import CoraWeb
package import NIOCore

/// One live call: the actor in front of its core. Its executor is the event loop on which both of the call's sockets
/// live, so that the core's handlers and this actor share one thread without a hop or a lock.
package actor CallSession: LiveCall {
    /// The call's event loop. Kept because an unowned executor does not keep it alive.
    private nonisolated let loop: any EventLoop
    private let core: CallCore
    /// The tasks of running tools, by the model's id of the tool call.
    private var tools: [String: (name: String, task: Task<Void, Never>)] = [:]
    /// The core, for code on this loop that asks many calls (``snapshotOnExecutor()``), because entering each actor with
    /// `assumeIsolated` would allocate.
    private nonisolated let shared: NIOLoopBound<CallCore>
    /// Whether the supervisor counts this call among its live ones.
    private var isWatched = false
    /// Tells the supervisor that the call is over, after any transfer; the last thing this call does. Nil before the
    /// end.
    private var closing: Task<Void, Never>?

    /// The executor of the call's event loop.
    package nonisolated let unownedExecutor: UnownedSerialExecutor

    private init(_ leg: NIOLoopBound<any CallerLeg>, on loop: any EventLoop, services: CallServices) {
        self.loop = loop
        unownedExecutor = loop.executor.asUnownedSerialExecutor()
        core = CallCore(leg.value, on: loop, services: services)
        shared = NIOLoopBound(core, eventLoop: loop)
    }

    /// Takes over a media socket that has just been upgraded. Called on the channel's event loop, which becomes the
    /// call's.
    /// - Throws: the pipeline's error if the channel has closed meanwhile.
    package static func open(on channel: any Channel, services: CallServices) throws {
        _ = try open(CarrierLeg(accountSID: services.settings.accountSID), on: channel, services: services)
    }

    /// Takes over a web client's socket that has just been upgraded. Called on the channel's event loop, which becomes
    /// the session's.
    /// - Parameters:
    ///   - hello: what the client presented with the upgrade; nil if its first message will be the hello.
    ///   - media: which way its audio goes.
    /// - Returns: the session, for its page's offers.
    /// - Throws: the pipeline's error if the channel has closed meanwhile.
    @discardableResult
    package static func openWeb(
        on channel: any Channel, hello: WebHello?, media: WebMedia = .socket, services: CallServices
    ) throws -> CallSession {
        let now = CallInstant(nanoseconds: Int64(clamping: channel.eventLoop.now.uptimeNanoseconds))
        return try open(WebLeg(hello, media: media, at: now), on: channel, services: services)
    }

    /// Begins a call over a socket.
    private static func open<Leg: SocketLeg>(
        _ leg: Leg, on channel: any Channel, services: CallServices
    ) throws -> CallSession {
        let socket = NIOLoopBound(leg, eventLoop: channel.eventLoop)
        let session = open(NIOLoopBound(leg, eventLoop: channel.eventLoop), on: channel.eventLoop, services: services)
        try session.assumeIsolated {
            try channel.pipeline.syncOperations.addHandler(
                MediaSocketHandler(
                    socket.value.socket, CallerListener(socket.value, $0.core),
                    longestMessage: services.settings.maxCallerFrame))
            socket.value.begin($0.core)
        }
        return session
    }

    /// Begins a call over a leg of any kind. Called on `loop`, which becomes the call's.
    /// - Returns: the call; the leg passes its events to ``take(_:)``.
    @discardableResult
    package static func open(
        _ leg: NIOLoopBound<any CallerLeg>, on loop: any EventLoop, services: CallServices
    ) -> CallSession {
        loop.assertInEventLoop()
        let session = CallSession(leg, on: loop, services: services)
        session.assumeIsolated {
            $0.core.session = $0
            $0.core.arm()
        }
        return session
    }

    /// Handles an event of the caller's leg. Loop-bound.
    package nonisolated func take(_ event: CallEvent) {
        assumeIsolated { $0.core.happened(event) }
    }

    // MARK: Work that the core has done asynchronously

    /// Redeems the ticket; the core gets the answer on this loop. The ticket office bounds the time. If the call is
    /// over by then, its place is given back at once.
    nonisolated func redeem(_ claim: TicketClaim) {
        Task { await self.redeemed(claim) }
    }

    private func redeemed(_ claim: TicketClaim) async {
        let answer = await core.services.tickets.redeem(token: claim.token, callSID: claim.callSID)
        if case .success(let ticket) = answer { isWatched = await core.services.watcher.callOpened(self, ticket) }
        core.ticketAnswered(answer)
        if case .success(let ticket) = answer, let termination = core.conversation.termination, closing == nil {
            over(ticket, termination, moving: nil)
        }
    }

    /// Runs a tool. Loop-bound: called by the core.
    nonisolated func run(_ invocation: ToolInvocation, on ticket: CallTicket) {
        assumeIsolated { session in
            session.tools[invocation.id] = (
                invocation.name, Task { await session.finish(invocation, ticket) }
            )
        }
    }

    private func finish(_ invocation: ToolInvocation, _ ticket: CallTicket) async {
        let began = core.now
        let outcome = await core.services.tools.run(invocation, on: ticket)
        tools[invocation.id] = nil
        core.happened(.toolFinished(invocation, outcome, took: core.now - began))
    }

    /// Cancels the running tools, because the call is over; those that write something run to their end. Loop-bound:
    /// called by the core.
    nonisolated func cancelTools() {
        assumeIsolated { session in
            let catalog = session.core.services.tools.catalog
            for (name, task) in session.tools.values where !catalog[name].writes { task.cancel() }
        }
    }

    /// The call is over: asks for the transfer, if there is one, and tells the supervisor. Loop-bound: called by the
    /// core.
    /// - Parameter order: the transfer to ask the carrier for first; nil for none.
    nonisolated func over(_ ticket: CallTicket, _ termination: Termination, moving order: TransferOrder?) {
        assumeIsolated { session in
            guard session.closing == nil else { return }
            let handover = session.handover()
            session.closing = Task { await session.close(ticket, termination, order, handover) }
        }
    }

    private func close(
        _ ticket: CallTicket, _ termination: Termination, _ order: TransferOrder?, _ handover: Handover
    ) async {
        let services = core.services
        if let order, let mover = services.mover {
            core.happened(.moved(order, await mover.move(order, of: ticket)))
        }
        if isWatched { await services.watcher.callEnded(ticket, termination, leaving: handover) }
    }

    // MARK: A browser's connections to the model

    /// Has the model answer an offer of the session's page. A call that begins at the model's side although the page or the
    /// session has gone meanwhile is ended: by ``PeerCalls`` where the page's request was cancelled, else here (field case
    /// N1).
    /// - Parameters:
    ///   - sdp: the browser's session description.
    ///   - number: which connection it is for.
    ///   - key: what the page was given for it.
    /// - Returns: the model's session description.
    package func offer(_ sdp: String, number: Int, key: String) async throws(OfferRefusal) -> String {
        let (ticket, route) = try core.peerOffered(number, key: key)
        guard let peers = core.services.peers else { throw .notAsked }
        let session = core.services.session(of: ticket)
        let result: Result<PeerAnswer, PeerRefusal>
        do throws(PeerRefusal) {
            result = .success(try await peers.answer(sdp, for: ticket, by: route, session: session))
        } catch {
            result = .failure(error)
        }
        core.peerAnswered(number, result, by: route)
        core.flush()
        switch result {
        case .success where core.conversation.termination != nil: throw .over
        case .success(let answer): return answer.sdp
        case .failure(let refusal): throw .refused(refusal)
        }
    }

    // MARK: Control

    /// Ends the call with a goodbye that the caller hears.
    /// - Returns: false if it is over, or is ending in a way that this cause cannot change.
    @discardableResult
    package func leave(_ cause: Goodbye.Cause) -> Bool {
        guard core.conversation.machine.mayLeave(for: cause) else { return false }
        core.happened(.leave(cause))
        return true
    }

    /// Gives the call an order without waiting for it: the call's event loop carries it out.
    package nonisolated func hand(_ order: CallOrder) {
        loop.execute {
            self.assumeIsolated { session in
                switch order {
                case .leave(let cause): session.leave(cause)
                case .end(let reason): session.end(reason)
                }
            }
        }
    }

    /// Ends the call at once.
    package func end(_ reason: Termination.Reason) {
        core.happened(.end(reason))
    }

    /// What the call looks like now.
    package func snapshot() -> CallSnapshot {
        core.snapshot()
    }

    /// What the call's stream leaves to the next one.
    package func handover() -> Handover {
        core.conversation.handover(at: core.now)
    }

    /// Names the call's event loop.
    package nonisolated var executor: ObjectIdentifier { ObjectIdentifier(loop) }

    /// What the call looks like now. Loop-bound.
    package nonisolated func snapshotOnExecutor() -> CallSnapshot {
        shared.value.snapshot()
    }

    /// Counts the call. Loop-bound.
    package nonisolated func addOnExecutor(to tally: inout CallTally) {
        shared.value.conversation.add(to: &tally)
    }

    /// What the call looks like now, with its timeline, tools and queues.
    package func detail() -> CallDetail {
        core.detail()
    }
}
