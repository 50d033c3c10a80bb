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
