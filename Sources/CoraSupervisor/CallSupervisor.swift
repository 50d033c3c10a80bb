package import CoraCall

/// Knows every call of this process: the tickets that were given out, the calls that live, and what becomes of a
/// caller whose stream has ended. Calls report to it when they begin and end, never per frame.
package actor CallSupervisor: CallWatcher {
    /// What the instance allows.
    package struct Limits: Sendable, Equatable {
        /// Calls at once, tickets included.
        package var calls: Int
        /// How long a ticket waits for its media socket.
        package var ticketLife: Span
        /// Ended calls whose next step is remembered; the oldest is forgotten first.
        package var remembered: Int

        package init(calls: Int = 1000, ticketLife: Span = .seconds(15), remembered: Int = 4096) {
            self.calls = calls
            self.ticketLife = ticketLife
            self.remembered = remembered
        }
    }

    /// Why a call was not admitted.
    package enum Refusal: String, Error, Sendable, Equatable {
        /// This process is going away.
        case draining
        /// The instance is full.
        case full
        /// What a call says could not be kept.
        case unrecordable
    }

    /// What is known of a call whose stream has ended.
    package struct Ended: Sendable, Equatable {
        /// The ticket it lived on.
        package var ticket: CallTicket
        /// How it ended.
        package var termination: Termination

        package init(ticket: CallTicket, termination: Termination) {
            self.ticket = ticket
            self.termination = termination
        }
    }

    private struct Issued {
        var ticket: CallTicket
        var expires: CallInstant
        var isRedeemed = false
        var isOpened = false
    }

    private let limits: Limits
    private let canRecord: @Sendable () -> Bool
    private let now: @Sendable () -> CallInstant
    private var issued: [String: Issued] = [:]
    private var live: [String: (call: any LiveCall, ticket: CallTicket)] = [:]
    private var ended: [String: Ended] = [:]
    private var endedInOrder: [String] = []

    /// Whether new calls are refused because this process is going away.
    package private(set) var isDraining = false
    /// Whether every call was asked to leave.
    private var isLeaving = false
    /// Tickets that nobody came for.
    package private(set) var abandoned = 0

    /// - Parameters:
    ///   - limits: what the instance allows.
    ///   - canRecord: whether what a new call says can be kept; without that no call is taken.
    ///   - now: the process' clock.
    package init(
        limits: Limits = Limits(), canRecord: @escaping @Sendable () -> Bool = { true },
        now: @escaping @Sendable () -> CallInstant
    ) {
        self.limits = limits
        self.canRecord = canRecord
        self.now = now
    }

    // MARK: Admission

    /// Admits a call and keeps its ticket until its media socket comes. The same call asking again, as a carrier does
    /// that had no answer in time, gets the ticket it has.
    /// - Returns: the ticket's id, good for one redemption, and how long it is good.
    package func admit(_ ticket: CallTicket) throws(Refusal) -> String {
        forgetExpired()
        if let known = issued.first(where: { $0.value.ticket.isSameStream(as: ticket) }) { return known.key }
        guard !isDraining else { throw .draining }
        guard canRecord() else { throw .unrecordable }
        guard pending + live.count < limits.calls else { throw .full }
        let id = ticket.streamID
        issued[id] = Issued(ticket: ticket, expires: now() + limits.ticketLife)
        return id
    }

    /// Redeems a ticket by its id, once.
    package func redeem(_ id: String, callSID: String) -> Result<CallTicket, TicketRefusal> {
        guard let found = issued[id] else { return .failure(isLeaving ? .draining : .invalid) }
        guard found.ticket.callSID == callSID else { return .failure(.otherCall) }
        guard !found.isRedeemed else { return .failure(.used) }
        guard now() < found.expires else {
            forgetExpired()
            return .failure(.expired)
        }
        issued[id]?.isRedeemed = true
        return .success(found.ticket)
    }

    /// Places held for calls that are on their way: their media socket has not come, or is just being opened.
    private var pending: Int { issued.values.count { !$0.isOpened } }

    /// A redeemed ticket is remembered for its life, so that a second use is told from a forgery.
    private func forgetExpired() {
        let now = now()
        for (id, entry) in issued where entry.expires <= now {
            issued[id] = nil
            if !entry.isRedeemed { abandoned += 1 }
        }
    }

    /// Why no new call would be taken now; nil if one would.
    package var refusal: Refusal? {
        if isDraining { return .draining }
        return canRecord() ? nil : .unrecordable
    }

    // MARK: Live calls

    package func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async {
        issued[ticket.streamID]?.isOpened = true
        live[ticket.streamID] = (call, ticket)
        // It was on its way while the others were asked.
        if isLeaving { await call.leave(.drain) }
    }

    package func callEnded(_ ticket: CallTicket, _ termination: Termination) {
        guard live.removeValue(forKey: ticket.streamID) != nil else { return }
        remember(Ended(ticket: ticket, termination: termination))
    }

    /// Calls that live.
    package var liveCount: Int { live.count }

    /// The calls that live, in no order.
    package var liveCalls: [(call: any LiveCall, ticket: CallTicket)] { Array(live.values) }

    /// A live call by the carrier's id.
    package func liveCall(_ callSID: String) -> (call: any LiveCall, ticket: CallTicket)? {
        live.values.first { $0.ticket.callSID == callSID }
    }

    /// What every live call looks like now, by the carrier's id.
    package func snapshots() async -> [String: CallSnapshot] {
        var result: [String: CallSnapshot] = [:]
        for (call, ticket) in live.values { result[ticket.callSID] = await call.snapshot() }
        return result
    }

    // MARK: After the stream

    /// What is known of a call whose stream the carrier says has ended; nil if this process never had it. A call that
    /// still lives here has lost its stream without our having noticed: it is ended.
    package func streamEnded(callSID: String) async -> Ended? {
        if let entry = live.values.first(where: { $0.ticket.callSID == callSID }) {
            await entry.call.end(.callerSocketLost)
            // Its own report may still be on the way. The reason is the call's, which may have ended long before.
            callEnded(entry.ticket, await entry.call.snapshot().termination ?? Termination(.callerSocketLost))
        }
        return ended[callSID]
    }

    /// The carrier says that a call is over.
    package func carrierEnded(callSID: String) async {
        guard let entry = live.values.first(where: { $0.ticket.callSID == callSID }) else { return }
        await entry.call.end(.callerHungUp)
    }

    private func remember(_ end: Ended) {
        let sid = end.ticket.callSID
        if ended.updateValue(end, forKey: sid) != nil { endedInOrder.removeAll { $0 == sid } }
        endedInOrder.append(sid)
        while endedInOrder.count > limits.remembered { ended[endedInOrder.removeFirst()] = nil }
    }

    // MARK: Going away

    /// Takes no more calls.
    package func beginDraining() {
        isDraining = true
    }

    /// Takes calls again. Returned: false if every call was asked to leave already.
    package func undrain() -> Bool {
        guard !isLeaving else { return false }
        isDraining = false
        return true
    }

    /// Whether no call lives and no ticket is out.
    package func isEmpty() -> Bool {
        forgetExpired()
        return live.isEmpty && pending == 0
    }

    /// Ends every call with a goodbye that is heard.
    package func leaveAll() async {
        isLeaving = true
        issued = issued.filter { $0.value.isRedeemed }
        for (call, _) in live.values { await call.leave(.drain) }
    }

    /// Ends every call at once.
    package func endAll() async {
        for (call, _) in live.values { await call.end(.drained) }
    }
}

extension CallTicket {
    fileprivate func isSameStream(as other: CallTicket) -> Bool {
        callSID == other.callSID && attempt == other.attempt
    }
}
