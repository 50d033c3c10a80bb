package import CoraTenant

/// Says how much silence to send to the model where the caller's audio is missing.
///
/// The model's turn detection counts the audio it is given, not time: where media is missing, it never hears the end
/// of speech (openai-realtime, bridge rule 21). Gaps that the carrier's own timestamps show are filled with silence;
/// when nothing arrives at all, silence is added in real time. Delivery is bursty without loss (233 ms seen on a live
/// call), so arrival times alone never make a gap under 750 ms.
package struct MediaTimeline: Sendable, Equatable {
    /// How long nothing arrives before silence is added.
    package static let patience = CallDuration.milliseconds(750)
    /// How often silence is then added while nothing arrives.
    package static let step = CallDuration.milliseconds(250)
    /// The most silence that one gap is filled with.
    package static let longestGap = CallDuration.seconds(10)
    /// A caller from whom no media comes for this long, on an open socket, is lost.
    package static let lost = CallDuration.seconds(15)
    /// How much audio may arrive at once after a delay on the way (233 ms seen on a live call).
    private static let burst = CallDuration.milliseconds(250)
    /// The jitter in the carrier's timestamps, in milliseconds, that is not taken for a gap.
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

    /// A frame arrived.
    /// - Parameters:
    ///   - bytes: its line audio.
    ///   - timestamp: milliseconds of the carrier's stream clock, where it gave one.
    /// - Returns: milliseconds of silence to send to the model before it.
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
        // A frame older than one that was passed on already is late, and does not move the expected time back; if it is
        // far older, the carrier's clock has begun anew.
        let isLate = gap < 0 && gap >= -Self.longestGap.milliseconds
        expected = isLate ? max(expected ?? timestamp, timestamp &+ length) : timestamp &+ length
        guard gap > Self.tolerance else { return 0 }
        // Bursts aside, no more audio can be missing than time has passed: timestamps alone must not make us write
        // seconds of silence for every frame.
        let possible = min((elapsed + Self.burst).milliseconds, Self.longestGap.milliseconds)
        return max(min(gap, possible) - added, 0)
    }

    /// When to call ``deadlineReached(at:)`` next.
    package var deadline: CallInstant {
        added == 0 ? lastArrival + Self.patience : lastStep + Self.step
    }

    /// The time since the last frame arrived.
    package func sinceArrival(at now: CallInstant) -> CallDuration { now - lastArrival }

    /// Whether the caller is lost: nothing has arrived for ``lost``.
    package func isLost(at now: CallInstant) -> Bool { now - lastArrival >= Self.lost }

    /// Says how much silence to add because nothing has arrived for a while.
    /// - Returns: milliseconds of silence to send to the model now; zero before ``deadline``.
    package mutating func deadlineReached(at now: CallInstant) -> Int {
        guard now >= deadline else { return 0 }
        // The first silence also covers the wait; a caller who is gone for long is not padded for ever.
        let due = added == 0 ? now - lastArrival : now - lastStep
        lastStep = now
        let milliseconds = min(due.milliseconds, Self.longestGap.milliseconds - added)
        guard milliseconds > 0 else { return 0 }
        added += milliseconds
        return milliseconds
    }
}
