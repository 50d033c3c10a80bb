import CoraAudio
import CoraStandIn
import Foundation

/// Audio of a known pitch.
enum Tone {
    /// µ-law, 8 kHz.
    static func muLaw(hertz: Double, milliseconds: Int) -> [UInt8] {
        (0..<milliseconds * 8).map { index in
            G711.encode(Int16(12_000 * sin(2 * .pi * hertz * Double(index) / 8_000)))
        }
    }

    /// µ-law silence.
    static func silence(milliseconds: Int) -> [UInt8] {
        Array(repeating: G711.silence, count: milliseconds * 8)
    }

    /// Linear samples of µ-law.
    static func samples(ofMuLaw codes: some Sequence<UInt8>) -> [Int16] { codes.map { G711.decode($0) } }

    /// Linear samples of little-endian 16-bit PCM.
    static func samples(ofPCM bytes: [UInt8]) -> [Int16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }

    /// Goertzel: the share of the samples' energy that lies at a pitch, 1 for a pure tone.
    static func share(of hertz: Double, in samples: [Int16], rate: Double) -> Double {
        let coefficient = 2 * cos(2 * .pi * hertz / rate)
        var (last, beforeLast, energy) = (0.0, 0.0, 0.0)
        for sample in samples {
            let value = Double(sample)
            (last, beforeLast) = (value + coefficient * last - beforeLast, last)
            energy += value * value
        }
        let power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast
        return energy > 0 ? 2 * power / (energy * Double(samples.count)) : 0
    }
}

/// A voice that says everything on one pitch, 24 kHz.
struct OneNote: AgentVoice {
    var hertz: Double
    var milliseconds: Int

    func samples(for text: String) -> [Int16] {
        (0..<milliseconds * 24).map { Int16(10_000 * sin(2 * .pi * hertz * Double($0) / 24_000)) }
    }
}
