package import CoraCall

// The end of an instance, or a pause.
extension CallSupervisor {
    /// Whether no new call is taken because the instance drains.
    package var isDraining: Bool { machine.doors != .open }

    /// Whether the process is going away.
    package var isStopping: Bool { if case .stopping = machine.doors { true } else { false } }

    /// Since when no new call is taken; nil if they are.
    package var drainedSince: CallInstant? {
        switch machine.doors {
        case .open: nil
        case .draining(let since, _), .stopping(let since, _): since
        }
    }

    /// Takes no more calls; those that live go on to their end. The process stays.
    /// - Parameter until: when it is to be over: calls that outlast it are told of, and go on all the same.
    package func beginDraining(until: CallInstant? = nil) {
        machine.drain(until: until, at: now())
    }

    /// Takes calls again.
    /// - Returns: false if the process is going away, which cannot be taken back.
    @discardableResult
    package func undrain() -> Bool {
        machine.undrain()
    }

    /// The process is going away: takes no more calls, whatever anybody says.
    /// - Parameter until: when the calls that live are asked to end.
    package func stop(until: CallInstant? = nil) {
        machine.stop(until: until, at: now())
    }

    /// The process that goes away is to hurry: the first time calls are asked to end now, the second time they are cut.
    package func hurry() {
        haste += 1
    }

    /// Whether no call lives and no ticket is out.
    package func isEmpty() -> Bool {
        forgetExpired(at: now())
        return machine.taken == 0
    }

    /// Whether, besides, the carrier has asked what becomes of every caller who is still on the line, or does not ask.
    package func isSettled() -> Bool {
        forgetOwed(at: now())
        return isEmpty() && owedAnswers.isEmpty
    }

    /// Ends every call with a goodbye that is heard.
    package func leaveAll() async {
        isLeaving = true
        for (id, entry) in issued where live[id] == nil {
            guard machine.cancel(entry.slot) else { continue }
            forget(issued: id)
        }
        for entry in live.values { await entry.call.leave(.drain) }
    }

    /// Ends every call at once.
    package func endAll() async {
        for entry in live.values { await entry.call.end(.drained) }
    }
}
