import CoraCall

/// Which recordings the settings in force name, and when the database was last told of them. A value.
struct NeededRecordings: Sendable {
    /// How often the database is told, though nothing has changed. It deletes what it was not told of for a month.
    static let interval = Duration.seconds(43_200)

    private var keys: Set<RecordingKey>?
    private var toldAt: ContinuousClock.Instant?

    /// Takes note of the keys, in place of those from before.
    mutating func name(_ keys: Set<RecordingKey>) {
        self.keys = keys
        toldAt = nil
    }

    /// The keys that the database is to be told of; nil if that has been done, or if they are not known yet.
    func due(at now: ContinuousClock.Instant) -> Set<RecordingKey>? {
        if let toldAt, now - toldAt < Self.interval { return nil }
        return keys
    }

    /// Notes that the database was told of these keys. Others may have been named meanwhile.
    mutating func told(_ keys: Set<RecordingKey>, at now: ContinuousClock.Instant) {
        if keys == self.keys { toldAt = now }
    }
}
