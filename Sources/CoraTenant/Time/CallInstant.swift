/// A moment on the call's own clock, which only goes forward. Decisions take it as a value; nothing in `CoraCall` reads
/// a clock.
package struct CallInstant: Sendable, Hashable, Comparable {
    /// Nanoseconds since an origin that is the same for the whole process.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Whole milliseconds since the origin, rounded down.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Whether the first moment is the earlier one.
    package static func < (left: CallInstant, right: CallInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `span` later.
    package static func + (instant: CallInstant, span: CallDuration) -> CallInstant {
        CallInstant(nanoseconds: instant.nanoseconds &+ span.nanoseconds)
    }

    /// The moment `span` earlier.
    package static func - (instant: CallInstant, span: CallDuration) -> CallInstant {
        CallInstant(nanoseconds: instant.nanoseconds &- span.nanoseconds)
    }

    /// The time from `right` to `left`.
    package static func - (left: CallInstant, right: CallInstant) -> CallDuration {
        CallDuration(nanoseconds: left.nanoseconds &- right.nanoseconds)
    }
}
