package import CoraCall
package import CoraStore
package import CoraTenant
package import Logging
import Synchronization

/// Gives every call that ends a summary: the model's, or one computed from the record if the model cannot write one.
///
/// It listens to calls as a `CallRecorder`, beside the recorder that stores them, and takes notes of a bounded size.
/// When a call ends, its notes go into a queue, from which `run` asks the model about a few at a time. For a call whose
/// stream was lost it waits a while, since the caller may come back. Whatever goes wrong, each call gets one row.
package final class Summarizer: CallRecorder {
    private struct Absent {
        var notes: CallNotes
        var call: EndedCall
        var until: WallTime
    }

    private struct State {
        var live: [String: CallNotes] = [:]
        var away: [String: Absent] = [:]
        var figures = SummaryFigures()
        var isFinished = false
    }

    private let prompt: SummaryPrompt
    private let model: (any SummaryModel)?
    private let catalog: ToolCatalog
    private let limits: SummaryLimits
    private let keep: @Sendable (OutboxRow) -> Bool
    private let logger: Logger
    private let wall: @Sendable () -> WallTime
    private let queue: SummaryQueue
    private let state = Mutex(State())

    /// - Parameters:
    ///   - prompt: makes the request to the model.
    ///   - model: the model to ask; nil to compute every summary from the record.
    ///   - catalog: what each tool means for a summary, and for a caller whose call broke off.
    ///   - keep: takes a summary's row at once, as `Outbox.accept` does; false if it cannot.
    package init(
        prompt: SummaryPrompt, model: (any SummaryModel)?, tools catalog: ToolCatalog,
        limits: SummaryLimits = SummaryLimits(), logger: Logger,
        wall: @escaping @Sendable () -> WallTime, keep: @escaping @Sendable (OutboxRow) -> Bool
    ) {
        self.prompt = prompt
        self.model = model
        self.catalog = catalog
        self.limits = limits
        self.logger = logger
        self.wall = wall
        self.keep = keep
        queue = SummaryQueue(limit: limits.waiting)
    }

    /// What the summarizer has done and holds. Any thread.
    package var figures: SummaryFigures {
        var figures = state.withLock { state in
            var figures = state.figures
            figures.live = state.live.count
            figures.away = state.away.count
            return figures
        }
        figures.waiting = queue.count
        return figures
    }
}

// MARK: - Listening to calls

extension Summarizer {
    /// Notes what happened on a call. Called on event loops; does not block.
    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        switch entry {
        case .started: open(ticket)
        case .turn, .tool, .claim: state.withLock { $0.live[ticket.callID]?.take(entry, of: ticket) }
        case .transfer(let step): if step.status == .answered { isWithPerson(ticket) }
        case .usage, .transcription, .page: break
        case .ended(let termination, _): end(ticket, termination)
        }
    }

    /// Begins the notes of a call that another process had with what the store has of it.
    package func resume(_ ticket: CallTicket, from conversation: StoredConversation) {
        let notes = CallNotes(ticket, startedAt: wall(), items: conversation.items)
        state.withLock { state in
            if state.live[ticket.callID] == nil, state.away[ticket.callID] == nil { state.live[ticket.callID] = notes }
        }
    }

    /// What a call is about, in a sentence or two, from the record alone; for calls that live or whose caller is being
    /// put through. Nil for a call that is not known.
    package func briefing(of callID: String) -> String? {
        let time = wall()
        guard let notes = state.withLock({ $0.live[callID] ?? $0.away[callID]?.notes }) else { return nil }
        return ComputedSummary(of: notes.ended(Termination(.callerHungUp), at: time), with: catalog).briefing
    }

    private func open(_ ticket: CallTicket) {
        let time = wall()
        state.withLock { state in
            if let absent = state.away.removeValue(forKey: ticket.callID) {
                state.live[ticket.callID] = absent.notes
            } else if state.live[ticket.callID] == nil {
                state.live[ticket.callID] = CallNotes(ticket, startedAt: time)
            }
        }
    }

    private func end(_ ticket: CallTicket, _ termination: Termination) {
        let time = wall()
        let call: EndedCall? = state.withLock { state in
            let notes = state.live.removeValue(forKey: ticket.callID) ?? CallNotes(ticket, startedAt: time)
            let call = notes.ended(termination, at: time)
            guard call.mayGoOn, !state.isFinished else { return call }
            let isPutThrough = if case .transferred = termination.reason { true } else { false }
            let patience = isPutThrough ? limits.transfer : limits.absence
            state.away[ticket.callID] = Absent(notes: notes, call: call, until: time + patience)
            return nil
        }
        if let call { submit(call) }
    }

    /// Notes that a person has taken the call: the caller does not come back.
    private func isWithPerson(_ ticket: CallTicket) {
        let absent = state.withLock { $0.away.removeValue(forKey: ticket.callID) }
        if let absent { submit(absent.call) }
    }

    /// Has an ended call summed up, also one that a dead process left without a summary. If the queue is full, the
    /// record's summary is computed at once, in a time bounded by `CallNotes.byteLimit`.
    package func submit(_ call: EndedCall) {
        saveLead(of: call)
        if !queue.offer(call) { compute(call, because: "too many calls were waiting, or the program was stopping") }
    }
}

// MARK: - Summing up

extension Summarizer {
    /// Sums calls up until `finish` was called and none is left. If the task is cancelled, it asks the model no more
    /// and computes the rest from the record.
    package func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.lookAfterTheAbsent() }
                await withDiscardingTaskGroup { workers in
                    for _ in 0..<self.limits.concurrency { workers.addTask { await self.work() } }
                }
                group.cancelAll()
            }
        } onCancel: {
            finish()
        }
    }

    /// Takes no more calls, so that `run` comes to its end; calls that end from now on get the record's summary.
    package func finish() {
        let absent = state.withLock { state in
            state.isFinished = true
            defer { state.away = [:] }
            return state.away.values.map(\.call)
        }
        // Another instance may have the caller by now: its summary replaces the record's, but not the model's.
        for call in absent { saveLead(of: call) }
        for call in absent { compute(call, because: "the program stopped while the caller was away") }
        queue.close()
    }

    /// Has the business call back a caller whose call came to nothing. The database leaves the row out if they have
    /// been seen to.
    private func saveLead(of call: EndedCall) {
        guard let lead = LostLead(call, with: catalog), !keep(OutboxRow(lead, at: wall())) else { return }
        logger.critical("the outbox is full: a callback was lost", metadata: call.metadata)
    }

    private func work() async {
        while let call = await queue.next() { await sumUp(call) }
    }

    private func sumUp(_ call: EndedCall) async {
        guard let model else { return compute(call, because: "no model is set") }
        guard !Task.isCancelled else { return compute(call, because: "the program was stopping") }
        state.withLock { $0.figures.asking += 1 }
        defer { state.withLock { $0.figures.asking -= 1 } }
        do {
            let answer = try await model.create(prompt.request(for: call))
            store(try SummaryReply.summary(from: answer, askedOf: prompt.model), of: call)
        } catch {
            logger.warning(
                "the model wrote no summary", metadata: call.metadata.merging(["cora.reason": "\(error)"]) { $1 })
            compute(call, because: "\(error)")
        }
    }

    private func compute(_ call: EndedCall, because reason: String) {
        store(ComputedSummary(of: call, with: catalog).summary(because: reason), of: call)
    }

    private func store(_ summary: CallSummary, of call: EndedCall) {
        let isKept = keep(OutboxRow(summary, call: call.callID, tenant: call.tenantID))
        state.withLock { state in
            switch summary.source {
            case _ where !isKept: state.figures.refused += 1
            case .model: state.figures.byModel += 1
            case .record: state.figures.byRecord += 1
            }
        }
        guard isKept else {
            return logger.critical("the outbox is full: a summary was lost", metadata: call.metadata)
        }
        var metadata = call.metadata
        metadata["cora.summary.source"] = "\(summary.source.rawValue)"
        if let outcome = summary.outcome { metadata["cora.summary.outcome"] = "\(outcome)" }
        if let quality = summary.leadQuality { metadata["cora.summary.lead"] = "\(quality)" }
        logger.info("summary", metadata: metadata)
    }

    /// Sums up, again and again, calls whose caller did not come back: they have hung up.
    private func lookAfterTheAbsent() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil { sumUpTheAbsent() }
    }

    /// Submits the calls whose caller has been away for too long.
    func sumUpTheAbsent() {
        let time = wall()
        let gone = state.withLock { state in
            let gone = state.away.filter { $0.value.until <= time }
            for id in gone.keys { state.away[id] = nil }
            return gone.values.map(\.call)
        }
        for call in gone { submit(call) }
    }
}

extension EndedCall {
    /// The metadata of every log line about the call.
    fileprivate var metadata: Logger.Metadata {
        ["cora.call.sid": "\(callSID)", "cora.call.id": "\(callID)", "cora.tenant": "\(tenantID)"]
    }
}
