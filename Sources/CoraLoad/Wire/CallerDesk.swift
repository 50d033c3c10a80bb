import NIOCore

/// What all callers share: the clock of their frames, and what they measure. Loop-bound.
final class CallerDesk {
    /// Into how many parts the 20 ms are cut: 500 µs each. What is due in one leaves with one waking of the loop.
    private static let slots = 40

    let loop: any EventLoop
    var tally = Tally()
    /// The callers' ends of streams that are over, by call.
    var halves: [Int: CallHalf] = [:]
    /// Streams that are open.
    var up = 0
    let pacer: Pacer
    let mostFrames: Int

    /// - Parameter mostFrames: see ``LoadPlan/mostFrames``.
    init(mostFrames: Int, on loop: any EventLoop) {
        self.loop = loop
        self.mostFrames = mostFrames
        pacer = Pacer(period: LoadPlan.frame, slots: Self.slots, on: loop)
    }

    /// The time on the loop's clock, in nanoseconds: ``LoadClock``, but on a testing loop.
    var now: UInt64 { loop.now.uptimeNanoseconds }
}
