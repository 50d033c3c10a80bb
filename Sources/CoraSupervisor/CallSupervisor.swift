package import CoraCall
package import CoraTenant

/// Knows every call of this process: the tickets that were given out, the calls that live, and how the calls ended
/// whose stream is over. Calls report to it when they begin and end, never per frame. `AdmissionStateMachine` decides
/// who is let in.
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
        /// What it leaves to the call's next stream.
        package var handover: Handover

        package init(ticket: CallTicket, termination: Termination, handover: Handover = Handover()) {
            self.ticket = ticket
            self.termination = termination
            self.handover = handover
        }
    }

    /// The answer to a call that asks to be let in.
    package enum Admission: Sendable, Equatable {
        /// The call is let in; the ticket's id can be redeemed once.
        case admitted(id: String)
        /// The call is refused, and may try again after `retryAfter`.
        case refused(AdmissionRefusal, retryAfter: CallDuration)
    }

    typealias Slot = AdmissionStateMachine.Slot

    /// One stream of one call: the carrier's id and the attempt, without our own ids.
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

    /// A live call. A class, so that going through a thousand of them copies no ticket.
    final class Live: Sendable {
        let call: any LiveCall
        let ticket: CallTicket
        let slot: Slot

        init(call: any LiveCall, ticket: CallTicket, slot: Slot) {
            self.call = call
            self.ticket = ticket
            self.slot = slot
        }
    }

    /// How long after a stream's end a process that goes away waits for the carrier to ask how to go on with the
    /// caller.
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
    /// By the carrier's id, callers who are still on the line although we closed their stream: until when we expect the
    /// carrier to ask how to go on with them.
    var owedAnswers: [String: CallInstant] = [:]
    /// The last stage of the drain that live calls were told of; nil before the first.
    var drainStage: Drain.Stage?
    /// How many tickets ran out before a media socket redeemed them.
    package private(set) var abandoned = 0

    /// - Parameters:
    ///   - limits: what the instance allows.
    ///   - remembered: how many ended calls are kept for the carrier's question about them; the oldest is forgotten
    ///     first.
    ///   - surroundings: what the rest of the process provides.
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

    /// Admits a call and keeps its ticket until the call's media socket comes. A call that asks again gets the ticket
    /// it has: a carrier repeats its request when it got no answer in time.
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
            // A call in progress that a drain sends to another instance was let in before and goes on there: no
            // refusal.
            if ticket.attempt == 0 || refusal != .draining {
                counts.refuse(ticket.tenant, refusal, on: today, at: now)
            }
            return .refused(refusal, retryAfter: wait)
        }
    }

    /// The ticket that waits under an id, as the call was let in with it; nil if it was forgotten.
    package func ticket(_ id: String) -> CallTicket? { issued[id]?.ticket }

    /// Admits a call or throws the refusal; for callers that do not need to know when to try again.
    /// - Returns: the ticket's id.
    package func admit(_ ticket: CallTicket) throws(Refusal) -> String {
        switch decide(on: ticket) {
        case .admitted(let id): return id
        case .refused(let refusal, _): throw refusal
        }
    }

    /// The UTC day by which tenants are counted; nil, for one day without end, if spending is not counted.
    var today: CivilDay? { surroundings.spend?.today }

    private func request(for ticket: CallTicket, isContinued: Bool = false) -> AdmissionStateMachine.Request {
        hearAllowances()
        let spend = surroundings.spend
        return AdmissionStateMachine.Request(
            tenant: ticket.tenant.id, model: surroundings.allowances?.model(of: ticket) ?? "",
            frugalModel: surroundings.frugalModel, limits: ticket.tenant.limits,
            spent: spend?.spent(by: ticket.tenant.id).cost ?? .zero,
            untilTomorrow: spend?.untilTomorrow ?? .seconds(86_400), isRecordable: surroundings.canRecord(),
            isContinued: isContinued || ticket.attempt > 0, ticketLife: ticket.life)
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

    /// Redeems a ticket by its id; a ticket can be redeemed once.
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
            // The state machine gives a call's slot back when the call ends, before its ticket is forgotten: such a
            // ticket is used.
            return .failure(issued[id] == nil ? .expired : .used)
        }
    }

    /// Forgets tickets whose life is over. A redeemed ticket is kept until then, so that a second use is told from a
    /// forgery.
    func forgetExpired(at now: CallInstant) {
        for expired in machine.expire(at: now) {
            if let id = issuedBySlot[expired.slot] { forget(issued: id) }
            if expired.isAbandoned { abandoned += 1 }
        }
    }

    /// Why the instance takes no new call at all; nil if it takes calls. A full instance does not count as refusing:
    /// the carrier's questions about calls it already has still have to reach it.
    package var refusal: Refusal? { machine.standing(isRecordable: surroundings.canRecord()) }

    // MARK: What changes meanwhile

    /// Changes what the instance allows, from now on. Calls that were let in stay.
    package func change(_ limits: AdmissionLimits) {
        machine.change(limits)
        surroundings.spend?.change(limits.tenant)
    }

    /// Takes a sample of how busy the instance is.
    /// - Returns: what there is too much of now; empty if calls are taken.
    @discardableResult
    package func sampled(_ pressure: Pressure) -> [Shedding.Cause] {
        machine.sampled(pressure, at: now())
        return machine.shedding.causes
    }

    /// Has a call end with a goodbye, once the agent has finished its sentence, because it had a response while its
    /// tenant was over its hard limit.
    package func overspent(_ streamID: String) async {
        guard let entry = live[streamID] else { return }
        let isCalledBack = surroundings.keepsCallbacks && entry.ticket.caller.number != nil
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
        // The call was about to open while the others were told to end.
        switch drainStage {
        case .leaving: await call.leave(.drain)
        case .cutting: await call.end(.drained)
        case .goesOn, nil: break
        }
        return true
    }

    /// The slot of a call whose ticket was redeemed. If the ticket ran out in between, a new slot, if one is free; else
    /// nil.
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

    /// Takes a call off the live ones and keeps how it ended. Each call reports this once its stream has ended.
    package func callEnded(
        _ ticket: CallTicket, _ termination: Termination, leaving handover: Handover = Handover()
    ) {
        guard let entry = live.removeValue(forKey: ticket.streamID) else { return }
        machine.release(entry.slot)
        liveBySID[ticket.callSID]?.removeAll { $0 == ticket.streamID }
        if liveBySID[ticket.callSID]?.isEmpty == true { liveBySID[ticket.callSID] = nil }
        ended.remember(Ended(ticket: ticket, termination: termination, handover: handover))
        switch termination.reason {
        case .drained, .transferred:
            if ticket.caller.isOnLine { owedAnswers[ticket.callSID] = now() + Self.answerPatience }
        default: break
        }
        // Only a process that goes away reads `owedAnswers`; any other must not let it grow.
        if owedAnswers.count > 1024 { forgetOwed(at: now()) }
    }

    /// How many calls live.
    package var liveCount: Int { live.count }

    /// What every live call looks like now, by the carrier's id.
    package func snapshots() async -> [String: CallSnapshot] {
        var result: [String: CallSnapshot] = [:]
        for entry in live.values { result[entry.ticket.callSID] = await entry.call.snapshot() }
        return result
    }

    /// The live calls by their event loop, in no order.
    package var callsByLoop: [LoopCalls] { LoopCalls.grouped(live.values) }

    /// The live call with the carrier's id; of several streams, the latest.
    package func liveCall(_ callSID: String) -> (call: any LiveCall, ticket: CallTicket)? {
        liveBySID[callSID]?.last.flatMap { live[$0] }.map { ($0.call, $0.ticket) }
    }

    // MARK: After the stream

    /// Takes the carrier's word that a stream of a call has ended. A stream that still lives here was lost without our
    /// having noticed, and is ended; a later stream of the call is not touched.
    /// - Parameter attempt: which stream it is.
    /// - Returns: what is known of that stream; nil if this process never had it.
    package func streamEnded(callSID: String, attempt: Int) async -> Ended? {
        if let (call, ticket) = liveCall(callSID), ticket.attempt <= attempt {
            await call.end(.callerSocketLost)
            let handover = await call.handover()
            // The call's own report may still be on its way. Its reason counts: the call may have ended long before.
            callEnded(
                ticket, await call.snapshot().termination ?? Termination(.callerSocketLost), leaving: handover)
        }
        guard !isSuperseded(callSID: callSID, attempt: attempt) else { return nil }
        owedAnswers[callSID] = nil
        return lastEnd(callSID: callSID).flatMap { $0.ticket.attempt == attempt ? $0 : nil }
    }

    /// Whether a later stream of the call lives: a question about this one came late, or for the second time.
    package func isSuperseded(callSID: String, attempt: Int) -> Bool {
        liveCall(callSID).map { $0.ticket.attempt > attempt } ?? false
    }

    /// How the call's last stream ended that is over; nil if this process never had one.
    package func lastEnd(callSID: String) -> Ended? { ended[callSID] }

    /// Takes the carrier's word that a call is over, and ends it here.
    package func carrierEnded(callSID: String) async {
        owedAnswers[callSID] = nil
        await liveCall(callSID)?.call.end(.callerHungUp)
    }

    func forgetOwed(at now: CallInstant) {
        owedAnswers = owedAnswers.filter { $0.value > now }
    }
}
