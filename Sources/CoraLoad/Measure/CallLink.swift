import Synchronization

/// What the two ends of one call tell each other directly, past the bridge. Any thread; a short lock a pulse.
final class CallLink: Sendable {
    let plan: PlannedCall
    /// When the caller spoke over the agent, at the model; 0 when the `clear` for it has come.
    let bargedInAt = Atomic<UInt64>(0)
    /// The caller is about to leave: the frames that both ends send from now on may be lost with the call.
    let isLeaving = Atomic(false)
    /// The model's audio is resampled on its way: pulses are sent, not stamps.
    let isWide = Atomic(false)
    let upPulses = Mutex(PulseTimes())
    let downPulses = Mutex(PulseTimes())
    /// The caller has left: the model says no more.
    let isOver = Atomic(false)
    /// The caller has asked for a person: the model begins no more turns.
    let isQuiet = Atomic(false)

    init(_ plan: PlannedCall) { self.plan = plan }
}

/// One end's view of a call, when it is over: what it sent, and what reached it. A value.
package struct CallHalf: Sendable {
    package var call: Int
    /// How many frames it sent until the caller was about to leave: all of them are to arrive.
    package var sent = 0
    /// What arrived of the other end's frames.
    package var arrivals: SequenceAccount
    /// Frames that a barge-in may have cut from what was sent.
    package var cut: [ClosedRange<Int>] = []
    /// Whether audio came at all, stamped or not.
    package var heard = false

    package init(call: Int, arrivals: SequenceAccount) {
        self.call = call
        self.arrivals = arrivals
    }
}
