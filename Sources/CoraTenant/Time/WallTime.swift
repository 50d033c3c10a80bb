/// A moment of the calendar, as records carry it. The clock behind it can be set back, so a call measures its own time
/// with ``CallInstant``.
package struct WallTime: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01 UTC, as PostgreSQL's `timestamptz` and the outbox count.
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The moment this many seconds after 1970-01-01 UTC.
    package init(seconds: Int) {
        microseconds = Int64(seconds) &* 1_000_000
    }

    /// Milliseconds since 1970-01-01 UTC, rounded down.
    package var milliseconds: Int64 { microseconds >= 0 ? microseconds / 1000 : (microseconds - 999) / 1000 }

    /// Seconds since 1970-01-01 UTC, rounded down.
    package var seconds: Int {
        Int(microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000)
    }

    /// The day in UTC.
    package var day: CivilDay { CivilDay(unixSeconds: seconds) }

    /// Whether the first moment is the earlier one.
    package static func < (left: WallTime, right: WallTime) -> Bool { left.microseconds < right.microseconds }

    /// The moment `duration` later.
    package static func + (time: WallTime, duration: CallDuration) -> WallTime {
        WallTime(microseconds: time.microseconds &+ duration.nanoseconds / 1000)
    }

    /// The moment `duration` earlier.
    package static func - (time: WallTime, duration: CallDuration) -> WallTime {
        WallTime(microseconds: time.microseconds &- duration.nanoseconds / 1000)
    }

    /// The time from `right` to `left`; negative if the clock was set back between them.
    package static func - (left: WallTime, right: WallTime) -> CallDuration {
        CallDuration(nanoseconds: (left.microseconds &- right.microseconds) &* 1000)
    }
}
