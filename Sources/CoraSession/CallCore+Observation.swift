import CoraCall
import CoraRealtime
import NIOCore

// What is measured on the call, and what is remembered of it for whoever looks.
extension CallCore {
    /// Remembers that something happened.
    func note(_ what: String, _ detail: String? = nil) {
        timeline.note(what, detail, at: now)
    }

    private func observe(_ observation: CallObservation) {
        guard let ticket else { return }
        services.observer?.observed(observation, of: ticket)
    }

    // MARK: The model's socket

    /// The model's socket is dialled.
    func noteDialling() {
        dialledAt = now
        note("model dialled")
        observe(.modelDialling)
    }

    /// The model's session is set up.
    func noteModelReady() {
        modelSocket = .open
        let took = dialledAt.map { now - $0 } ?? .zero
        note("model ready", "after \(took.milliseconds) ms")
        observe(.modelReady(after: took))
    }

    /// The model's socket or session failed, while the call goes on.
    func noteModelFailed(_ why: String) {
        guard modelSocket != .closed, machine.termination == nil else { return }
        modelSocket = .closed
        note("model failed", why)
        observe(.modelFailed(why))
    }

    /// The call is over.
    func noteEnd(_ termination: Termination) {
        note("ended", termination.label)
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        if dialledAt != nil, modelSocket != .closed {
            modelSocket = .closed
            // What our own clock, or a response, has found wrong with the model.
            observe(termination.result == .modelFault ? .modelFailed("\(termination)") : .modelClosed)
        }
        if let ticket { services.observer?.ended(detail(), of: ticket) }
    }

    /// What is left of the model account's limits.
    func noteLimits(_ limits: [RateLimit]) {
        for limit in limits {
            let milliseconds = Int(min(max(limit.resetSeconds, 0), 86_400) * 1000)
            observe(
                .allowance(
                    ModelAllowance(
                        name: limit.name, limit: limit.limit, remaining: limit.remaining,
                        reset: .milliseconds(milliseconds))))
        }
    }

    // MARK: Exchanges

    /// When the audio at that position of what the model was given came from the caller.
    private func arrival(ofMilliseconds position: Int) -> CallInstant {
        let given = appended / LineAudio.bytesPerMillisecond
        let age = min(max(given - position, 0), given)
        return max(now - .milliseconds(age), machine.startedAt)
    }

    /// The caller speaks; over the agent, perhaps.
    /// - Parameter start: where, in milliseconds of what the model was given, padding included.
    func noteSpeech(from start: Int, _ outcome: OnSpeechStarted, arrived: CallInstant) {
        if let turn = turnClock.callerStarted() { answerHeard(turn) }
        switch outcome {
        case .bargeIn, .takeBack(.some):
            let padding = ticket?.tenant.turnDetection.prefixMilliseconds ?? 0
            let onset = min(arrival(ofMilliseconds: start + padding), arrived)
            observe(.bargeIn(after: now - onset, ours: now - arrived))
        case .listen, .takeBack(nil), .ignore: break
        }
    }

    /// The caller has stopped.
    /// - Parameter end: where, in milliseconds of what the model was given, the silence that was waited for included.
    func noteSpeechEnd(at end: Int) {
        let waited = ticket?.tenant.turnDetection.silenceMilliseconds ?? 0
        turnClock.callerStopped(lastWord: arrival(ofMilliseconds: max(end - waited, 0)), at: now)
    }

    /// The first audio for a silent line, or of an answer, was written: sent at once, with a mark behind it that tells
    /// when it was heard.
    func firstAudioWritten(_ bytes: Int, _ outcome: OnAudioPlayed) {
        let arrived = now
        let isAnswer = turnClock.awaitsAnswer && machine.activeRequest?.isFiller != true
        var mark: PlayoutClock.Mark?
        if case .mark(let written) = outcome { mark = written }
        if isAnswer, mark == nil {
            let first = machine.markFirstAudio()
            write(first)
            mark = first
        }
        caller.flush()
        noteFirstAudio()
        guard isAnswer, let mark, let response = machine.activeResponse else { return }
        turnClock.answerBegan(response, bytes: bytes, mark: mark, arrived: arrived, written: now)
    }

    /// The caller is sent audio; of interest the first time.
    func noteFirstAudio() {
        guard !hasSpoken else { return }
        hasSpoken = true
        let took = now - machine.startedAt
        note("first audio", "after \(took.milliseconds) ms")
        observe(.firstAudio(after: took))
    }

    /// An answer was heard; nothing if there is none.
    func answerHeard(_ turn: TurnTiming?) {
        guard let turn else { return }
        timeline.heard(turn)
        observe(.turn(turn))
    }

    // MARK: Tools

    /// A tool begins.
    func noteTool(_ id: String, _ name: String) {
        timeline.toolBegan(id, String(name.prefix(64)), at: now)
        turnClock.calledTool(machine.activeResponse)
        turnClock.toolBegan(at: now)
    }

    /// A tool has answered.
    func noteToolFinished(_ invocation: ToolInvocation, succeeded: Bool, took: CallDuration) {
        timeline.toolFinished(invocation.id, succeeded: succeeded, at: now)
        turnClock.toolFinished(at: now)
        observe(.tool(name: invocation.name, succeeded: succeeded, took: took))
    }

    // MARK: Looking at it

    /// Adds this call to a count. Reads two fields: a copy of the machine would cost more than all the rest.
    func add(to tally: inout CallTally) {
        tally.add(machine.state.label, machine.figures)
    }

    /// What the call looks like now.
    func snapshot() -> CallSnapshot {
        let now = now
        var snapshot = CallSnapshot(
            state: machine.label, figures: machine.figures, termination: machine.termination)
        snapshot.at = now
        snapshot.startedAt = machine.startedAt
        snapshot.why = machine.why(timeline, at: now)
        snapshot.answered = timeline.answered
        snapshot.lastTurn = timeline.turns.last?.latency
        snapshot.slowestTurn = timeline.slowest
        snapshot.sinceMedia = machine.sinceMedia(at: now) ?? .zero
        if let tenant = ticket?.tenant { snapshot.model = services.dialer.model(for: tenant) }
        snapshot.modelSocket = modelSocket
        snapshot.callerSocket = caller.isOpen ? .open : .closed
        return snapshot
    }

    /// The same with all that is remembered of it.
    func detail() -> CallDetail {
        var queues = CallDetail.Queues()
        queues.callerBytes = caller.pendingBytes
        queues.modelBytes = model.pendingBytes
        queues.held = held.length
        queues.marks = machine.playout.marksOut
        queues.unheard = LineAudio.duration(ofBytes: machine.playout.sent - machine.playout.heard(at: now))
        return CallDetail(snapshot: snapshot(), timeline: timeline, turn: turnClock.current, queues: queues)
    }
}
