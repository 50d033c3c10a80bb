// What a call looks like from outside.

extension Conversation {
    /// How the call ended; nil while it is not over.
    package var termination: Termination? { machine.termination }

    /// Adds this call to a count. Reads two fields: a copy of the call would cost more than all the rest.
    package func add(to tally: inout CallTally) {
        tally.add(machine.state.phase, machine.figures)
    }

    /// What the call looks like now, as far as it knows: the core adds the model's name and how the caller's leg is.
    package func snapshot(at now: CallInstant) -> CallSnapshot {
        var snapshot = CallSnapshot(
            phase: machine.state.phase, figures: machine.figures, termination: machine.termination)
        snapshot.at = now
        snapshot.startedAt = machine.startedAt
        snapshot.why = machine.why(at: now)
        snapshot.answered = timeline.answered
        snapshot.lastTurn = timeline.turns.last?.latency
        snapshot.slowestTurn = timeline.slowest
        snapshot.sinceMedia = machine.sinceMedia(at: now) ?? .zero
        snapshot.modelSocket = modelSocket
        return snapshot
    }

    /// The call with all that is remembered of it, as far as it knows: the core adds what waits in its buffers.
    /// - Parameter snapshot: what it looks like, whole.
    package func detail(_ snapshot: CallSnapshot, at now: CallInstant) -> CallDetail {
        var queues = CallDetail.Queues()
        queues.marks = machine.playout.marksOut
        queues.unheard = LineAudio.duration(ofBytes: machine.playout.sent - machine.playout.heard(at: now))
        return CallDetail(
            snapshot: snapshot, timeline: timeline, tools: machine.tools.runs, turn: turnClock.current, queues: queues)
    }
}
