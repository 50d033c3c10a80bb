package import NIOCore

/// What is sent instead of stamps where audio is resampled on its way: silence, and a loud tone once a second, which
/// survives that. It times the way, a frame a second; it tells nothing of which frame it is.
package enum Pulse {
    /// A tone is sent in one of so many frames of 20 ms, or in one of so many deltas of 100 ms.
    static let frames = 50
    static let deltas = 10
    /// Louder than any ringing of a filter; the tone has several times that.
    private static let threshold = 6000
    /// A click is no tone.
    private static let leastSamples = 8

    /// 20 ms of µ-law: 500 Hz as loud as it gets (0x80 and 0x00), and silence.
    static let loudFrame = ByteBuffer(bytes: (0..<160).map { $0 / 8 % 2 == 0 ? 0x80 : 0x00 })
    static let quietFrame = ByteBuffer(repeating: 0xFF, count: 160)
    /// 100 ms of 24 kHz samples, little-endian: 500 Hz, and silence.
    static let loudDelta: ByteBuffer = {
        var audio = ByteBuffer()
        for sample in 0..<2400 {
            audio.writeInteger(Int16(sample / 24 % 2 == 0 ? 12_000 : -12_000), endianness: .little)
        }
        return audio
    }()
    static let quietDelta = ByteBuffer(repeating: 0, count: 4800)

    /// Whether there is a tone in 16-bit samples, little-endian.
    package static func isLoud(samples audio: ByteBuffer) -> Bool {
        audio.withUnsafeReadableBytes { bytes in
            let loud = stride(from: 0, to: bytes.count - 1, by: 2).count { place in
                let sample = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int16.self))
                return sample.magnitude > threshold
            }
            return loud >= leastSamples
        }
    }

    /// Whether there is a tone in µ-law: its upper two segments are from 7,903 on (G.711, table 2a).
    package static func isLoud(muLaw audio: ByteBuffer) -> Bool {
        audio.readableBytesView.count { ~$0 & 0x7F >= 0x60 } >= leastSamples
    }
}

/// Pulses that are on their way, and the ear that waits for them. A value; nanoseconds.
package struct PulseTimes: Sendable, Equatable {
    /// Pulses are so far apart: one that is older has not come, or cannot be told from the next.
    private static let longest: UInt64 = 1_000_000_000

    private var sent: [UInt64] = []
    private var wasLoud = false

    package init() {}

    /// Notes that a pulse was sent.
    package mutating func send(at now: UInt64) {
        sent.removeAll { $0 + Self.longest < now }
        sent.append(now)
    }

    /// Notes a piece of audio that arrived.
    /// - Returns: when the pulse was sent that begins in it; nil if none does.
    package mutating func hear(isLoud: Bool, at now: UInt64) -> UInt64? {
        defer { wasLoud = isLoud }
        guard isLoud, !wasLoud, let index = sent.firstIndex(where: { $0 + Self.longest >= now }) else { return nil }
        let pulse = sent[index]
        sent.removeSubrange(...index)
        return pulse
    }
}
