/// A moment on the call's own clock, which only goes forward. Decisions take it as a value; nothing in this target
/// asks what time it is.
package struct CallInstant: Sendable, Hashable, Comparable {
    /// Nanoseconds since an origin that is the same for the whole process.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Whole milliseconds since the origin, rounded down.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

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

/// µ-law at 8 kHz is one byte a sample, eight a millisecond (ITU-T G.711): the unit in which a caller's line counts.
package enum LineAudio {
    /// Bytes in a millisecond of line audio.
    package static let bytesPerMillisecond = 8

    /// How long that many bytes play.
    package static func duration(ofBytes count: Int) -> CallDuration {
        CallDuration(nanoseconds: Int64(count) &* 125_000)
    }

    /// How many bytes play in that time, rounded down.
    package static func bytes(in span: CallDuration) -> Int {
        Int(span.nanoseconds / 125_000)
    }
}
