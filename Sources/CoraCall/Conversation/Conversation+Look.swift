package import CoraTenant

// What a call shows of itself to the supervisor and the ops pages.

extension Conversation {
    /// How the call ended; nil while it is not over.
    package var termination: Termination? { machine.termination }

    /// Adds this call to a count. Reads two fields only, because a copy of the whole call would cost more than the
    /// counting.
    package func add(to tally: inout CallTally) {
        tally.add(machine.state.phase, machine.figures)
    }

    /// What the call looks like now. The core adds the model's name and the state of the caller's socket.
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
        if ticket?.caller.channel == .web { snapshot.media = machine.abilities.contains(.media) ? .socket : .webrtc }
        snapshot.page = page
        return snapshot
    }

    /// What the call looks like now, with its timeline, tools and queues. The core adds what waits in its buffers.
    /// - Parameter snapshot: the call's snapshot, completed by the core.
    package func detail(_ snapshot: CallSnapshot, at now: CallInstant) -> CallDetail {
        var queues = CallDetail.Queues()
        queues.marks = machine.playout.marksOut
        queues.unheard = LineAudio.duration(ofBytes: machine.playout.sent - machine.playout.heard(at: now))
        return CallDetail(
            snapshot: snapshot, timeline: timeline, tools: machine.tools.runs, turn: turnClock.current, queues: queues)
    }
}
