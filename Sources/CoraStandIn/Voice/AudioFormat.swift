import CoraAudio
import CoraWire
import NIOCore

/// The audio formats of the Realtime API (reference, 2.3).
enum AudioFormat: String, Sendable, Equatable, Hashable, CaseIterable {
    /// 16-bit little-endian samples, 24 kHz.
    case pcm = "audio/pcm"
    /// G.711 µ-law, 8 kHz.
    case pcmu = "audio/pcmu"
    /// G.711 A-law, 8 kHz.
    case pcma = "audio/pcma"

    /// The format a session object names; the API's default for anything else.
    init(_ description: JSON?) {
        self = description?["type"]?.string.flatMap(AudioFormat.init(rawValue:)) ?? .pcm
    }

    var bytesPerMillisecond: Int { self == .pcm ? 48 : 8 }

    var bytesPerSample: Int { self == .pcm ? 2 : 1 }

    /// Samples of `bytes`, at the format's own rate. A last byte that is half a sample is left out.
    func samples(of bytes: ByteBuffer) -> [Int16] {
        bytes.withUnsafeReadableBytes { raw in
            switch self {
            case .pcm:
                (0..<raw.count / 2).map { index in
                    Int16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
                }
            case .pcmu: raw.map { G711.decode($0) }
            case .pcma: raw.map(ALaw.decode)
            }
        }
    }

    /// Encodes 24 kHz samples in this format. The resampler's delay is taken out, so that the result lines up with the
    /// input.
    func encoded(_ samples: [Int16]) -> ByteBuffer {
        var buffer = ByteBuffer()
        switch self {
        case .pcm: samples.map(\.littleEndian).withUnsafeBytes { _ = buffer.writeBytes($0) }
        case .pcmu: buffer.writeBytes(Self.telephone(samples).map { G711.encode($0) })
        case .pcma: buffer.writeBytes(Self.telephone(samples).map(ALaw.encode))
        }
        return buffer
    }

    private static func telephone(_ samples: [Int16]) -> [Int16] {
        var resampler = Resampler(from: .kHz24, to: .kHz8)
        let delay = resampler.groupDelay
        let capacity = resampler.maximumOutput(for: samples.count) + delay
        let output = [Int16](unsafeUninitializedCapacity: capacity) { output, count in
            count = samples.withUnsafeBufferPointer { resampler.process($0, into: output) }
            count += resampler.flush(into: UnsafeMutableBufferPointer(rebasing: output[count...]))
        }
        return Array(output.dropFirst(delay).prefix((samples.count + 2) / 3))
    }
}
