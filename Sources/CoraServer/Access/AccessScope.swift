/// What the holder of a token may do. A greater scope includes the lesser.
enum AccessScope: Int, Sendable, Comparable, CaseIterable {
    /// May read: figures, calls, pages.
    case read = 1
    /// May also change something: hang a call up, drain the instance.
    case act = 2

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
