/// A stretch of a call's time. Eight bytes, so that it travels through the audio path for nothing.
package struct CallDuration: Sendable, Hashable, Comparable {
    /// Its length in nanoseconds; negative before an origin.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// No time at all.
    package static let zero = CallDuration(nanoseconds: 0)

    /// A stretch of whole milliseconds.
    package static func milliseconds(_ count: Int) -> CallDuration {
        CallDuration(nanoseconds: Int64(count) &* 1_000_000)
    }

    /// A stretch of whole seconds.
    package static func seconds(_ count: Int) -> CallDuration {
        .milliseconds(count &* 1000)
    }

    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int { Int(nanoseconds / 1_000_000) }

    package static func < (left: CallDuration, right: CallDuration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The two stretches one after the other.
    package static func + (left: CallDuration, right: CallDuration) -> CallDuration {
        CallDuration(nanoseconds: left.nanoseconds &+ right.nanoseconds)
    }
}
