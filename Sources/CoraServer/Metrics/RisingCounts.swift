/// Turns counts that are read as they stand into steps for a counter, which never go backwards.
struct RisingCounts: Sendable {
    /// More keys than that are not told apart.
    private static let limit = 65_536
    private var last: [String: Double] = [:]

    /// How far the count has risen since it was last told; all of it the first time.
    /// - Parameter isDaily: one that has fallen began anew, at midnight, and is taken whole. Else it was read while a call
    ///   went from those that live to those that have ended, and will be back.
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
}
