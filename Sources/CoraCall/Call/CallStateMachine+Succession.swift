package import CoraTenant

// How a call changes to a new session before its own is too old.

extension CallStateMachine {
    /// The successor of the session is set up, or was lost.
    package mutating func successor(isSetUp: Bool, at now: CallInstant) {
        if isSetUp { live?.succession?.isSetUp(at: now) } else { live?.succession?.failed(isLost: true, at: now) }
    }

    /// The successor may not take over now, although the call is at a pause.
    mutating func postponeSuccession(at now: CallInstant) { live?.succession?.failed(isLost: false, at: now) }

    /// The step of the succession that is due; nil if none is.
    mutating func dueToSuccession(at now: CallInstant) -> OnDeadline? {
        let isPause = isPause(at: now)
        return live?.succession?.deadlineReached(isPause: isPause, at: now).map { .succession($0) }
    }

    /// Whether the call is between two turns: neither side speaks or is heard, and nothing is owed.
    private func isPause(at now: CallInstant) -> Bool {
        guard case .live(let live) = state else { return false }
        return live.gate.isIdle && !live.gate.callerHasTheWord && tools.running == 0 && !isHeard(at: now)
            && keypad.deadline == nil
    }
}
