/// How late the ticks of a call ran against their absolute deadlines: the fake Twilio's own error, which bounds how
/// far its figures can be trusted.
package struct PacingRecord: Sendable, Equatable {
    /// A tick that is later than this can be heard.
    package static let tolerable = Duration.milliseconds(60)

    private static let bucketMicroseconds: Int64 = 100
    private static let bucketCount = 10_000

    /// How many ticks there were.
    package private(set) var count = 0
    /// The lateness of the latest tick.
    package private(set) var worst = Duration.zero
    /// How many ticks were later than ``tolerable``.
    package private(set) var intolerable = 0
    /// Numbers of ticks by lateness, in buckets of 100 µs up to a second.
    private var buckets: [UInt32] = []

    package init() {}

    /// Adds a tick that ran `lateness` after its deadline.
    package mutating func add(_ lateness: Duration) {
        count += 1
        worst = max(worst, lateness)
        if lateness > Self.tolerable { intolerable += 1 }
        if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.bucketCount) }
        let bucket = max(0, lateness.inMicroseconds / Self.bucketMicroseconds)
        buckets[Int(min(bucket, Int64(Self.bucketCount - 1)))] += 1
    }

    /// The lateness that this share of the ticks, 0...1, did not exceed, rounded up to 100 µs.
    package func percentile(_ share: Double) -> Duration {
        let wanted = max(1, (Double(count) * share).rounded(.up))
        var seen = 0.0
        for (index, ticks) in buckets.enumerated() {
            seen += Double(ticks)
            if seen >= wanted {
                return min(worst, .microseconds(Int64(index + 1) * Self.bucketMicroseconds))
            }
        }
        return worst
    }

    /// Whether no more than one tick in a hundred was intolerably late.
    package var isReliable: Bool { intolerable * 100 <= count }
}

extension Duration {
    /// The duration in whole microseconds.
    package var inMicroseconds: Int64 {
        components.seconds &* 1_000_000 &+ components.attoseconds / 1_000_000_000_000
    }

    /// The duration in milliseconds, with the fraction to the microsecond.
    package var inMilliseconds: Double { Double(inMicroseconds) / 1_000 }
}
