/// Turns counts that are read as they stand into steps for a counter, which never go backwards. A count that has fallen
/// began anew, as one of the day does at midnight: it is taken whole.
struct RisingCounts: Sendable {
    /// More keys than that are not told apart.
    private static let limit = 8192
    private var last: [String: Double] = [:]

    /// How far the count has risen since it was last told; all of it the first time.
    mutating func step(_ key: String, to value: Double) -> Double {
        guard value.isFinite, value >= 0 else { return 0 }
        guard let before = last[key] else {
            guard last.count < Self.limit else { return 0 }
            last[key] = value
            return value
        }
        last[key] = value
        return value >= before ? value - before : value
    }
}
