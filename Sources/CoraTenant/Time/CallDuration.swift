/// A span of a call's time. Eight bytes, so that passing it along the audio path costs nothing.
package struct CallDuration: Sendable, Hashable, Comparable, Codable {
    /// The span's length in nanoseconds; negative from a later moment to an earlier one.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// No time at all.
    package static let zero = CallDuration(nanoseconds: 0)

    /// A span of whole milliseconds.
    package static func milliseconds(_ count: Int) -> CallDuration {
        CallDuration(nanoseconds: Int64(count) &* 1_000_000)
    }

    /// A span of whole seconds.
    package static func seconds(_ count: Int) -> CallDuration {
        .milliseconds(count &* 1000)
    }

    /// The span in whole milliseconds, rounded towards zero.
    package var milliseconds: Int { Int(nanoseconds / 1_000_000) }

    /// Whether the first span is the shorter one.
    package static func < (left: CallDuration, right: CallDuration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The sum of two spans.
    package static func + (left: CallDuration, right: CallDuration) -> CallDuration {
        CallDuration(nanoseconds: left.nanoseconds &+ right.nanoseconds)
    }
}
