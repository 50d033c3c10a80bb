/// Keeps the model's ear in step with the caller's line.
///
/// The model's turn detection counts the audio it is given, not time: where media is missing, it never hears the end
/// of speech (openai-realtime, bridge rule 21). Gaps that the carrier's own timestamps show are filled with silence;
/// when nothing arrives at all, silence is added in real time. Delivery is bursty without loss (233 ms seen on a live
/// call), so arrival times alone never make a gap under 750 ms.
package struct MediaTimeline: Sendable, Equatable {
    /// Nothing has arrived for this long: silence is added.
    package static let patience = CallDuration.milliseconds(750)
    /// Silence added each time while nothing arrives.
    package static let step = CallDuration.milliseconds(250)
    /// The longest gap that is filled.
    package static let longestGap = CallDuration.seconds(10)
    /// An open socket without media for this long is a lost caller.
    package static let lost = CallDuration.seconds(15)
    /// How much audio may arrive at once after a hold-up on the way (233 ms seen on a live call).
    private static let burst = CallDuration.milliseconds(250)
    /// Jitter in the carrier's timestamps that is not a gap.
    private static let tolerance = 40

    /// Where the next frame's timestamp should be, in milliseconds of the carrier's stream clock.
    private var expected: Int?
    /// Silence added since media last arrived, in milliseconds.
    private var added = 0
    private var lastArrival: CallInstant
    private var lastStep: CallInstant

    /// Begins when the stream does.
    package init(startedAt now: CallInstant) {
        lastArrival = now
        lastStep = now
    }

    /// A frame arrived. Returned: milliseconds of silence that belong before it.
    package mutating func arrived(bytes: Int, timestamp: Int?, at now: CallInstant) -> Int {
        let elapsed = now - lastArrival
        lastArrival = now
        lastStep = now
        defer { added = 0 }
        let length = bytes / LineAudio.bytesPerMillisecond
        guard let timestamp else {
            expected = expected.map { $0 &+ length }
            return 0
        }
        let gap = expected.map { timestamp &- $0 } ?? 0
        // A frame from before what was passed on already is late, and moves nothing back; far before, the clock began
        // anew.
        let isLate = gap < 0 && gap >= -Self.longestGap.milliseconds
        expected = isLate ? max(expected ?? timestamp, timestamp &+ length) : timestamp &+ length
        guard gap > Self.tolerance else { return 0 }
        // What is missing cannot be longer than the time it took, bursts aside: timestamps alone must not make us
        // write seconds of silence for every frame.
        let possible = min((elapsed + Self.burst).milliseconds, Self.longestGap.milliseconds)
        return max(min(gap, possible) - added, 0)
    }

    /// When to look again.
    package var deadline: CallInstant {
        added == 0 ? lastArrival + Self.patience : lastStep + Self.step
    }

    /// How long nothing has arrived.
    package func sinceArrival(at now: CallInstant) -> CallDuration { now - lastArrival }

    /// Whether the caller is to be given up.
    package func isLost(at now: CallInstant) -> Bool { now - lastArrival >= Self.lost }

    /// Nothing has arrived for a while. Returned: milliseconds of silence to add, zero if it is not time.
    package mutating func deadlineReached(at now: CallInstant) -> Int {
        guard now >= deadline else { return 0 }
        // The first time makes up for the wait; a caller who is gone for long is not padded for ever.
        let due = added == 0 ? now - lastArrival : now - lastStep
        lastStep = now
        let milliseconds = min(due.milliseconds, Self.longestGap.milliseconds - added)
        guard milliseconds > 0 else { return 0 }
        added += milliseconds
        return milliseconds
    }
}
