import CoraCall

/// When sentences that could not be recorded may be tried again: a minute after the first failure, then after twice as
/// long each time, at most after an hour. Pure.
struct RecordingRetries: Sendable {
    private struct Failure: Sendable {
        var count: Int
        var until: ContinuousClock.Instant
    }

    /// The pause after the first failure, in seconds.
    private static let first = 60
    /// The longest pause, in seconds.
    private static let longest = 3600

    private var failures: [RecordingKey: Failure] = [:]

    /// Whether a sentence may be recorded now.
    func mayTry(_ key: RecordingKey, at now: ContinuousClock.Instant) -> Bool {
        failures[key].map { $0.until <= now } ?? true
    }

    /// A sentence could not be recorded.
    mutating func failed(_ key: RecordingKey, at now: ContinuousClock.Instant) {
        let count = (failures[key]?.count ?? 0) + 1
        let pause = min(Self.first << min(count - 1, 6), Self.longest)
        failures[key] = Failure(count: count, until: now.advanced(by: .seconds(pause)))
    }

    /// A sentence was recorded.
    mutating func succeeded(_ key: RecordingKey) { failures[key] = nil }

    /// Forgets sentences that are not wanted any more.
    mutating func forget(allBut keys: Set<RecordingKey>) {
        failures = failures.filter { keys.contains($0.key) }
    }
}
