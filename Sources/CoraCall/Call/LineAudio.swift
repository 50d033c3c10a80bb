package import CoraTenant

/// Converts between bytes of line audio and time. Line audio is µ-law at 8 kHz: one byte a sample, eight a millisecond
/// (ITU-T G.711).
package enum LineAudio {
    /// Bytes in a millisecond of line audio.
    package static let bytesPerMillisecond = 8

    /// How long this many bytes play.
    package static func duration(ofBytes count: Int) -> CallDuration {
        CallDuration(nanoseconds: Int64(count) &* 125_000)
    }

    /// How many bytes play in this time, rounded down.
    package static func bytes(in span: CallDuration) -> Int {
        Int(span.nanoseconds / 125_000)
    }
}
