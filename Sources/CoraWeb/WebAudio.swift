import CoraCall

/// The audio of a web session, both ways: signed 16-bit little-endian samples, 24 kHz, mono. Positions count samples.
package enum WebAudio {
    /// Samples in a second.
    package static let sampleRate = 24_000
    /// Bytes in a sample.
    package static let bytesPerSample = 2
    /// Bytes in a millisecond.
    package static let bytesPerMillisecond = sampleRate / 1000 * bytesPerSample
    /// Samples for each byte of line audio, which is 8 kHz.
    package static let samplesPerLineByte = sampleRate / 1000 / LineAudio.bytesPerMillisecond
    /// Bytes in a block of 20 ms: the caller's audio goes on to the model in whole blocks. A block is a whole number of
    /// base64 groups and of bytes of line audio.
    package static let blockBytes = 20 * bytesPerMillisecond
    /// Bytes of line audio in a block.
    package static let blockLineBytes = blockBytes / bytesPerSample / samplesPerLineByte
}
