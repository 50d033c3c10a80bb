/// Holds what both ends of each call saw against each other, to the last frame. A value.
package struct FrameLedger: Sendable, Equatable {
    /// Frames that were to arrive: from the first one that the model heard, to the last before the caller left.
    package var upExpected = 0
    package var downExpected = 0
    /// How many of these did not.
    package var upLost = 0
    package var downLost = 0
    package var reordered = 0
    /// Frames at the beginning of calls, before a model was there to hear them.
    package var before = 0
    /// Frames that a barge-in cut: they need not arrive.
    package var cut = 0
    /// Calls whose caller the model never heard.
    package var unheard: [Int] = []

    package init() {}

    /// Adds a call.
    /// - Parameters:
    ///   - caller: the caller's end; nil if it had no stream.
    ///   - model: the model's end; nil if it had no session that is known to be the call's.
    package mutating func add(caller: CallHalf?, model: CallHalf?) {
        guard let caller else { return }
        guard let model, let first = model.arrivals.first else {
            if caller.sent > 0 { unheard.append(caller.call) }
            return
        }
        reordered += model.arrivals.reordered + caller.arrivals.reordered
        before += first - 1
        upExpected += max(caller.sent - first + 1, 0)
        upLost += model.arrivals.missing(from: first, to: caller.sent)
        let missing = caller.arrivals.missing(from: 1, to: model.sent)
        let lost = caller.arrivals.missing(from: 1, to: model.sent, except: model.cut)
        downExpected += model.sent - (missing - lost)
        downLost += lost
        cut += missing - lost
    }

    package var lost: Int { upLost + downLost }
}
