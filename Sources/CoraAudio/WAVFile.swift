/// A WAV file in memory: 16-bit PCM or G.711 µ-law, mono or stereo.
///
/// Bytes in, bytes out: reading and writing the file itself is the caller's. Format: Multimedia Programming Interface
/// and Data Specifications 1.0 (RIFF WAVE), with Microsoft's later `WAVEFORMATEX` and `WAVE_FORMAT_EXTENSIBLE`.
package struct WAVFile: Sendable, Equatable {
    /// The samples as the file has them. In stereo, left and right alternate.
    package enum Samples: Sendable, Equatable {
        /// Format 1 with 16 bits.
        case pcm16([Int16])
        /// Format 7: one G.711 µ-law code a sample.
        case muLaw([UInt8])

        /// How many samples there are, both channels counted.
        package var count: Int {
            switch self {
            case .pcm16(let samples): samples.count
            case .muLaw(let codes): codes.count
            }
        }
    }

    /// One channel or two.
    package enum Channels: Int, Sendable, Equatable {
        /// One channel.
        case mono = 1
        /// Two: left, right.
        case stereo = 2
    }

    /// The samples, of both channels in stereo.
    package let samples: Samples
    /// Samples a second of one channel. Any rate but zero, not just a call's.
    package let sampleRate: UInt32
    /// One channel or two.
    package let channels: Channels

    /// A file of these samples.
    ///
    /// - Precondition: `sampleRate` is not zero.
    package init(_ samples: Samples, sampleRate: UInt32, channels: Channels = .mono) {
        precondition(sampleRate > 0, "a sampling rate of zero")
        self.samples = samples
        self.sampleRate = sampleRate
        self.channels = channels
    }

    /// A stereo PCM16 file of two mono recordings; the shorter one is filled up with silence.
    package init(left: [Int16], right: [Int16], sampleRate: UInt32) {
        var interleaved: [Int16] = []
        let frameCount = max(left.count, right.count)
        interleaved.reserveCapacity(frameCount * 2)
        for index in 0..<frameCount {
            interleaved.append(index < left.count ? left[index] : 0)
            interleaved.append(index < right.count ? right[index] : 0)
        }
        self.init(.pcm16(interleaved), sampleRate: sampleRate, channels: .stereo)
    }

    /// How long the file plays.
    package var duration: Duration {
        let frames = samples.count / channels.rawValue
        return .seconds(Double(frames) / Double(sampleRate))
    }

    /// All samples as 16-bit PCM, µ-law decoded; in stereo, left and right alternate.
    package var linearSamples: [Int16] {
        switch samples {
        case .pcm16(let samples): samples
        case .muLaw(let codes): codes.map(G711.decode)
        }
    }

    /// The samples mixed down to one channel of 16-bit PCM: the mean of left and right.
    package var monoSamples: [Int16] {
        let linear = linearSamples
        switch channels {
        case .mono:
            return linear
        case .stereo:
            return stride(from: 0, to: linear.count - 1, by: 2).map { index in
                Int16(truncatingIfNeeded: (Int32(linear[index]) + Int32(linear[index + 1])) >> 1)
            }
        }
    }
}
