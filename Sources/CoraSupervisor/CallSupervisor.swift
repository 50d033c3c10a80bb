package import CoraCall

/// Knows every call of this process: the tickets that were given out, the calls that live, and what becomes of a
/// caller whose stream has ended. Calls report to it when they begin and end, never per frame. Who is let in is
/// `AdmissionStateMachine`'s to decide.
package actor CallSupervisor: CallWatcher {
    /// What the instance allows.
    package typealias Limits = AdmissionLimits
    /// Why a call was not admitted.
    package typealias Refusal = AdmissionRefusal

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

    /// After a call has asked to be let in.
    package enum Admission: Sendable, Equatable {
        /// It is; the ticket's id is good for one redemption.
        case admitted(id: String)
        /// It is not, and may try again after that time.
        case refused(AdmissionRefusal, retryAfter: CallDuration)
    }

    typealias Slot = AdmissionStateMachine.Slot

    /// One stream of one call, however its ids are.
    struct Stream: Hashable {
        var callSID: String
        var attempt: Int

        init(_ ticket: CallTicket) {
            callSID = ticket.callSID
            attempt = ticket.attempt
        }
    }

    struct Issued {
        var ticket: CallTicket
        var slot: Slot
    }

    /// A call that lives. A class, so that going through a thousand of them copies no ticket.
    final class Live {
        let call: any LiveCall
        let ticket: CallTicket
        let slot: Slot

        init(call: any LiveCall, ticket: CallTicket, slot: Slot) {
            self.call = call
            self.ticket = ticket
            self.slot = slot
        }
    }

    /// How long the carrier may take to ask what becomes of a caller, before a process that goes away does not wait.
    private static let answerPatience = CallDuration.seconds(2)

    let surroundings: Surroundings
    let now: @Sendable () -> CallInstant
    var machine: AdmissionStateMachine
    var counts = AdmissionCounts()
    var issued: [String: Issued] = [:]
    private var issuedByStream: [Stream: String] = [:]
    private var issuedBySlot: [Slot: String] = [:]
    var live: [String: Live] = [:]
    private var liveBySID: [String: [String]] = [:]
    private var ended: EndedCalls
    /// Callers whose stream we have closed and who are still on the line: until when the carrier is expected to ask.
    var owedAnswers: [String: CallInstant] = [:]
    /// The stage of a drain that calls have been told of.
    var drainStage: Drain.Stage?
    /// Tickets that nobody came for.
    package private(set) var abandoned = 0

    /// - Parameters:
    ///   - limits: what the instance allows.
    ///   - remembered: ended calls whose next step is remembered; the oldest is forgotten first.
    ///   - surroundings: what else there is.
    ///   - now: the process' clock.
    package init(
        limits: AdmissionLimits = AdmissionLimits(), remembered: Int = 4096,
        surroundings: Surroundings = Surroundings(), now: @escaping @Sendable () -> CallInstant
    ) {
        machine = AdmissionStateMachine(limits: limits)
        ended = EndedCalls(most: remembered)
        self.surroundings = surroundings
        self.now = now
        surroundings.spend?.change(limits.tenant)
    }

    // MARK: Admission

    /// Admits a call and keeps its ticket until its media socket comes. The same call asking again, as a carrier does
    /// that had no answer in time, gets the ticket it has.
    package func decide(on ticket: CallTicket) -> Admission {
        let now = now()
        forgetExpired(at: now)
        if let known = issuedByStream[Stream(ticket)] { return .admitted(id: known) }
        switch machine.request(request(for: ticket), at: now) {
        case .admitted(let slot, let quality):
            let isFrugal = quality == .frugal
            let model = surroundings.frugalModel ?? ticket.tenant.model
            issue(isFrugal ? ticket.frugal(model: model) : ticket, slot)
            // A call is counted once, however often its stream begins anew.
            if ticket.attempt == 0 { counts.admit(ticket.tenant, on: today, at: now) }
            return .admitted(id: ticket.streamID)
        case .refused(let refusal, let wait):
            // One that a drain sends elsewhere in mid-call was let in before, and goes on there.
            if ticket.attempt == 0 || refusal != .draining {
                counts.refuse(ticket.tenant, refusal, on: today, at: now)
            }
            return .refused(refusal, retryAfter: wait)
        }
    }

    /// Admits a call or throws the refusal; for callers that do not need to know when to try again.
    /// - Returns: the ticket's id.
    package func admit(_ ticket: CallTicket) throws(Refusal) -> String {
        switch decide(on: ticket) {
        case .admitted(let id): return id
        case .refused(let refusal, _): throw refusal
        }
    }

    /// The UTC day by which tenants are counted; nil where spending is not counted, and then days do not end.
    var today: CivilDay? { surroundings.spend?.today }

    private func request(for ticket: CallTicket, isContinued: Bool = false) -> AdmissionStateMachine.Request {
        hearAllowances()
        let spend = surroundings.spend
        return AdmissionStateMachine.Request(
            tenant: ticket.tenant.id, model: surroundings.allowances?.model(of: ticket) ?? "",
            frugalModel: surroundings.frugalModel, limits: ticket.tenant.limits,
            spent: spend?.spent(by: ticket.tenant.id).cost ?? .zero,
            untilTomorrow: spend?.untilTomorrow ?? .seconds(86_400), isRecordable: surroundings.canRecord(),
            isContinued: isContinued || ticket.attempt > 0)
    }

    func hearAllowances() {
        for (model, heard) in surroundings.allowances?.take() ?? [:] {
            machine.heard(heard.allowance, of: model, at: heard.at)
        }
    }

    private func issue(_ ticket: CallTicket, _ slot: Slot) {
        let id = ticket.streamID
        issued[id] = Issued(ticket: ticket, slot: slot)
        issuedByStream[Stream(ticket)] = id
        issuedBySlot[slot] = id
    }

    @discardableResult
    func forget(issued id: String) -> Issued? {
        guard let entry = issued.removeValue(forKey: id) else { return nil }
        issuedByStream[Stream(entry.ticket)] = nil
        issuedBySlot[entry.slot] = nil
        return entry
    }

    /// Redeems a ticket by its id, once.
    package func redeem(_ id: String, callSID: String) -> Result<CallTicket, TicketRefusal> {
        guard let found = issued[id] else {
            return .failure(drainStage ?? .goesOn > .goesOn ? .draining : .invalid)
        }
        guard found.ticket.callSID == callSID else { return .failure(.otherCall) }
        let now = now()
        switch machine.redeem(found.slot, at: now) {
        case .redeemed: return .success(found.ticket)
        case .used: return .failure(.used)
        case .unknown:
            forgetExpired(at: now)
            // The place of one that has lived is given back before its ticket is forgotten.
            return .failure(issued[id] == nil ? .expired : .used)
        }
    }

    /// A redeemed ticket is remembered for its life, so that a second use is told from a forgery.
    func forgetExpired(at now: CallInstant) {
        for expired in machine.expire(at: now) {
            if let id = issuedBySlot[expired.slot] { forget(issued: id) }
            if expired.isAbandoned { abandoned += 1 }
        }
    }

    /// Why no new call is taken whoever asks, limits aside; nil if calls are taken. An instance that is full is not
    /// among them: the carrier's questions about the calls it has still have to reach it.
    package var refusal: Refusal? { machine.standing(isRecordable: surroundings.canRecord()) }

    // MARK: What changes meanwhile

    /// The instance allows something else from now on. Calls that were let in stay.
    package func change(_ limits: AdmissionLimits) {
        machine.change(limits)
        surroundings.spend?.change(limits.tenant)
    }

    /// How busy the instance is has been looked at.
    /// - Returns: what there is too much of now; empty if calls are taken.
    @discardableResult
    package func sampled(_ pressure: Pressure) -> [Shedding.Cause] {
        machine.sampled(pressure, at: now())
        return machine.shedding.causes
    }

    /// A call has had a response while its tenant was over its hard limit: it ends with a goodbye, once what is being
    /// said has been said.
    package func overspent(_ streamID: String) async {
        guard let entry = live[streamID] else { return }
        let isCalledBack = surroundings.keepsCallbacks && entry.ticket.hasCallableNumber
        await entry.call.leave(.spendLimit(isCalledBack: isCalledBack))
    }

    // MARK: Live calls

    @discardableResult
    package func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool {
        guard live[ticket.streamID] == nil, let slot = openedSlot(of: ticket) else {
            await call.end(.ticketRefused(.expired))
            return false
        }
        live[ticket.streamID] = Live(call: call, ticket: ticket, slot: slot)
        liveBySID[ticket.callSID, default: []].append(ticket.streamID)
        // It was on its way while the others were asked.
        switch drainStage {
        case .leaving: await call.leave(.drain)
        case .cutting: await call.end(.drained)
        case .goesOn, nil: break
        }
        return true
    }

    /// The place of a call whose ticket was redeemed. Where the ticket's time ran out in between, another one, if there
    /// is one.
    private func openedSlot(of ticket: CallTicket) -> Slot? {
        if let entry = issued[ticket.streamID], machine.opened(entry.slot) { return entry.slot }
        let now = now()
        forgetExpired(at: now)
        guard issued[ticket.streamID] == nil,
            case .admitted(let slot, _) = machine.request(request(for: ticket, isContinued: true), at: now),
            machine.redeem(slot, at: now) == .redeemed, machine.opened(slot)
        else { return nil }
        issue(ticket, slot)
        return slot
    }

    package func callEnded(_ ticket: CallTicket, _ termination: Termination) {
        guard let entry = live.removeValue(forKey: ticket.streamID) else { return }
        machine.release(entry.slot)
        liveBySID[ticket.callSID]?.removeAll { $0 == ticket.streamID }
        if liveBySID[ticket.callSID]?.isEmpty == true { liveBySID[ticket.callSID] = nil }
        ended.remember(Ended(ticket: ticket, termination: termination))
        switch termination.reason {
        case .drained, .transferred: owedAnswers[ticket.callSID] = now() + Self.answerPatience
        default: break
        }
        // Only a process that goes away looks at them; one that does not must not keep them all.
        if owedAnswers.count > 1024 { forgetOwed(at: now()) }
    }

    /// Calls that live.
    package var liveCount: Int { live.count }

    /// What every live call looks like now, by the carrier's id.
    package func snapshots() async -> [String: CallSnapshot] {
        var result: [String: CallSnapshot] = [:]
        for entry in live.values { result[entry.ticket.callSID] = await entry.call.snapshot() }
        return result
    }

    /// The calls that live, in no order, without their tickets: those are large.
    package var callsAlive: [any LiveCall] { live.values.map(\.call) }

    /// The calls that live, in no order.
    package var liveCalls: [(call: any LiveCall, ticket: CallTicket)] { live.values.map { ($0.call, $0.ticket) } }

    /// The live call of a carrier's id; the latest stream, where there are several.
    package func liveCall(_ callSID: String) -> (call: any LiveCall, ticket: CallTicket)? {
        liveBySID[callSID]?.last.flatMap { live[$0] }.map { ($0.call, $0.ticket) }
    }

    // MARK: After the stream

    /// What is known of a call whose stream the carrier says has ended; nil if this process never had it. A call that
    /// still lives here has lost its stream without our having noticed: it is ended.
    package func streamEnded(callSID: String) async -> Ended? {
        if let (call, ticket) = liveCall(callSID) {
            await call.end(.callerSocketLost)
            // Its own report may still be on the way. The reason is the call's, which may have ended long before.
            callEnded(ticket, await call.snapshot().termination ?? Termination(.callerSocketLost))
        }
        owedAnswers[callSID] = nil
        return ended[callSID]
    }

    /// The carrier says that a call is over.
    package func carrierEnded(callSID: String) async {
        owedAnswers[callSID] = nil
        await liveCall(callSID)?.call.end(.callerHungUp)
    }

    func forgetOwed(at now: CallInstant) {
        owedAnswers = owedAnswers.filter { $0.value > now }
    }
}
