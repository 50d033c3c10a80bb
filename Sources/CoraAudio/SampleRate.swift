/// The sampling rates of a call: the telephone's, and those that speech models take.
package enum SampleRate: Int, Sendable, Equatable, CaseIterable {
    /// 8,000 samples a second: the telephone network.
    case kHz8 = 8_000
    /// 16,000 samples a second: wide-band speech.
    case kHz16 = 16_000
    /// 24,000 samples a second: PCM16 of the OpenAI Realtime API.
    case kHz24 = 24_000

    /// The rate in samples a second.
    package var hertz: Int { rawValue }

    /// The rate as a multiple of 8 kHz.
    var multiple: Int { rawValue / SampleRate.kHz8.rawValue }
}
