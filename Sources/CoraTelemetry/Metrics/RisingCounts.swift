/// Turns counts that may fall into counts that never go backwards, as Prometheus wants counters.
struct RisingCounts: Sendable {
    /// The most keys that `step` keeps.
    private static let limit = 65_536
    private var last: [String: Double] = [:]

    /// How far the count of a key has risen since the last call; the whole count the first time.
    /// - Parameter isDaily: whether a count that has fallen began anew at midnight, and is taken whole. A count that is
    ///   not daily was only read at a moment when it was too low, and will rise again.
    mutating func step(_ key: String, to value: Double, isDaily: Bool = false) -> Double {
        guard value.isFinite, value >= 0 else { return 0 }
        guard let before = last[key] else {
            guard last.count < Self.limit else { return 0 }
            last[key] = value
            return value
        }
        if value < before, !isDaily { return 0 }
        last[key] = value
        return value >= before ? value - before : value
    }

    /// The highest value that the count of a key ever had, this one included.
    mutating func most(_ key: String, _ value: Double) -> Double {
        let most = max(value, last[key] ?? 0)
        last[key] = most
        return most
    }
}
