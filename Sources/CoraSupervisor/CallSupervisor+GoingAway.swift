package import CoraCall

// The end of an instance, or a pause.
extension CallSupervisor {
    /// Whether no new call is taken because the instance drains.
    package var isDraining: Bool { machine.draining != nil }

    /// Whether the process is going away.
    package var isStopping: Bool { machine.draining?.endsProcess == true }

    /// Takes no more calls; those that live go on to their end, or to the deadline. The process stays.
    /// - Parameter until: when calls that still live are asked to end; nil for never.
    /// - Returns: false if the process is going away already, whose deadline stays.
    @discardableResult
    package func beginDraining(until: CallInstant? = nil) -> Bool {
        guard !isStopping else { return false }
        machine.drain(until: until)
        return true
    }

    /// Takes calls again. Whoever was asked to end is not asked back.
    /// - Returns: false if the process is going away, which cannot be taken back.
    @discardableResult
    package func undrain() -> Bool {
        guard machine.undrain() else { return false }
        drainStage = nil
        return true
    }

    /// The process is going away: takes no more calls, whatever anybody says.
    /// - Parameter until: when calls that still live are asked to end; an earlier deadline that is set already stays.
    /// - Returns: the deadline that holds.
    @discardableResult
    package func stop(until: CallInstant) -> CallInstant {
        machine.stop(until: until)
        return machine.draining?.until ?? until
    }

    /// A drain is to hurry: the first time calls are asked to end now, the second time they are cut.
    package func hurry() {
        machine.hurry(at: now())
    }

    /// Does to the calls what the drain has come to, once for each of its stages.
    /// - Returns: the stage, if it is one that has just been come to.
    package func followDrain() -> Drain.Stage? {
        guard let stage = machine.draining?.stage(at: now()) else { return nil }
        if let drainStage, drainStage >= stage { return nil }
        drainStage = stage
        switch stage {
        case .goesOn: break
        case .leaving: tellAll(.leave(.drain))
        case .cutting: tellAll(.end(.drained))
        }
        return stage
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

    /// Tells every call how to end, and takes back what waits for one; the carrier then asks where it goes on.
    private func tellAll(_ order: CallOrder) {
        cancelHeld()
        for entry in live.values { entry.call.hand(order) }
    }

    private func cancelHeld() {
        for (id, entry) in issued where live[id] == nil {
            guard machine.cancel(entry.slot) else { continue }
            forget(issued: id)
        }
    }
}
