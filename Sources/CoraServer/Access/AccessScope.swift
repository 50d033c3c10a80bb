/// What the holder of a token may do. The greater includes the lesser.
package enum AccessScope: Int, Sendable, Comparable, CaseIterable {
    /// Look: figures, calls, pages.
    case read = 1
    /// Look, and change something: hang a call up, drain the instance.
    case act = 2

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
