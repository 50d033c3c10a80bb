import CoraCall
package import CoraTenant

// How an instance drains: before its process ends, or for a pause.
extension CallSupervisor {
    /// Whether no new call is taken because the instance drains.
    package var isDraining: Bool { machine.draining != nil }

    /// Whether the drain ends with the process; such a drain cannot be taken back.
    package var isStopping: Bool { machine.draining?.endsProcess == true }

    /// Begins a drain: refuses new calls and lets live calls go on to their end, or to the deadline. The process stays.
    /// - Parameter until: when calls that still live are asked to end; nil for never.
    /// - Returns: false, and nothing changes, if the process is already going away; its deadline stays.
    @discardableResult
    package func beginDraining(until: CallInstant? = nil) -> Bool {
        guard !isStopping else { return false }
        machine.drain(until: until)
        return true
    }

    /// Takes calls again. Calls that the drain already asked to end still end.
    /// - Returns: false if the process is going away, which cannot be taken back.
    @discardableResult
    package func undrain() -> Bool {
        guard machine.undrain() else { return false }
        drainStage = nil
        return true
    }

    /// Begins the drain that ends the process: refuses new calls from now on; `undrain` no longer helps.
    /// - Parameter until: when calls that still live are asked to end; an earlier deadline that is set already stays.
    /// - Returns: the deadline that holds now.
    @discardableResult
    package func stop(until: CallInstant) -> CallInstant {
        machine.stop(until: until)
        return machine.draining?.until ?? until
    }

    /// Hurries a drain: the first call of this function has live calls asked to end now, the second has them cut off.
    package func hurry() {
        machine.hurry(at: now())
    }

    /// Tells the calls to do what the drain's stage asks of them, once for each stage.
    /// - Returns: the stage, if the drain reached it since the last call of this function; else nil.
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

    /// Whether no call lives and no ticket waits for its media socket.
    package func isEmpty() -> Bool {
        forgetExpired(at: now())
        return machine.taken == 0
    }

    /// Whether the supervisor is empty and owes the carrier no answer: for every caller still on the line, the carrier
    /// has asked how to go on, or has had its time to ask.
    package func isSettled() -> Bool {
        forgetOwed(at: now())
        return isEmpty() && owedAnswers.isEmpty
    }

    /// Gives an order to every live call, and cancels tickets whose media socket has not come; the carrier then asks
    /// how to go on with those callers.
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
