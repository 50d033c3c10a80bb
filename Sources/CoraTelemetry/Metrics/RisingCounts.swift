/// Makes counts that are read as they stand into counts that never go backwards.
struct RisingCounts: Sendable {
    /// The most keys that `step` tells apart.
    private static let limit = 65_536
    private var last: [String: Double] = [:]

    /// How far the count has risen since the last call; all of it the first time.
    /// - Parameter isDaily: whether a count that has fallen began anew, at midnight, and is taken whole. One that is not
    ///   daily has only been read too early, and will be back.
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

    /// The most that the count ever was.
    mutating func most(_ key: String, _ value: Double) -> Double {
        let most = max(value, last[key] ?? 0)
        last[key] = most
        return most
    }
}
