package import CoraCall

/// Counts what happened in the last minute, second by second. Sixty numbers, however much happens.
package struct MinuteCounter: Sendable, Equatable {
    private static let seconds = 60

    private var buckets = [Int](repeating: 0, count: Self.seconds)
    /// The second that was counted last, since the clock's origin.
    private var newest: Int64 = 0

    package init() {}

    /// It happened.
    package mutating func add(_ count: Int = 1, at now: CallInstant) {
        advance(to: now)
        buckets[Self.index(newest)] += count
    }

    /// How often it happened in the last `seconds`, the current one included; sixty at most.
    package func total(ofLast seconds: Int = Self.seconds, at now: CallInstant) -> Int {
        var copy = self
        copy.advance(to: now)
        return (0..<Int64(min(seconds, Self.seconds))).reduce(0) { $0 + copy.buckets[Self.index(copy.newest - $1)] }
    }

    private mutating func advance(to now: CallInstant) {
        let second = now.nanoseconds / 1_000_000_000
        guard second > newest else { return }
        // What lies a minute back makes room.
        for empty in max(newest + 1, second - Int64(Self.seconds) + 1)...second { buckets[Self.index(empty)] = 0 }
        newest = second
    }

    private static func index(_ second: Int64) -> Int {
        let rest = Int(second % Int64(seconds))
        return rest < 0 ? rest + seconds : rest
    }
}
