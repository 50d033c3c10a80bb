/// How audio is written on the model's socket.
package enum AudioEncoding: String, Sendable, Equatable, CaseIterable {
    /// G.711 µ-law, 8 kHz mono, 8 bytes a millisecond: what Twilio speaks, so it is passed through as it stands.
    case pcmu
    /// Signed 16-bit little-endian, 24 kHz mono, 48 bytes a millisecond: the caller's audio is resampled.
    case pcm16

    /// Bytes in one millisecond of audio.
    package var bytesPerMillisecond: Int {
        switch self {
        case .pcmu: 8
        case .pcm16: 48
        }
    }
}
