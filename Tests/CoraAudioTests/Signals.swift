import CoraAudio
import Foundation
import SeededTesting

/// A sine of whole samples.
func tone(hertz: Int, amplitude: Double, rate: SampleRate, count: Int) -> [Int16] {
    (0..<count).map { index in
        // The phase is reduced in whole numbers, so that it is exact however long the tone.
        let turn = Double(index * hertz % rate.hertz) / Double(rate.hertz)
        return Int16((amplitude * sin(2 * .pi * turn)).rounded())
    }
}

/// White noise, the same for the same seed.
func noise(count: Int, seed: UInt64) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Int16.random(in: .min ... .max, using: &random) }
}

/// A level ratio of powers in decibels.
func decibels(power: Double, relativeTo reference: Double) -> Double {
    10 * log10(power / reference)
}

/// The powers in a stretch of samples: of one frequency, and of all the rest.
struct Spectrum {
    let tone: Double
    let rest: Double

    /// - Parameter hertz: of the tone; the stretch must hold a whole number of its periods.
    init(of samples: ArraySlice<Int16>, hertz: Int, rate: SampleRate) {
        var real = 0.0
        var imaginary = 0.0
        var total = 0.0
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * Double(index * hertz % rate.hertz) / Double(rate.hertz)
            let value = Double(sample)
            real += value * cos(angle)
            imaginary += value * sin(angle)
            total += value * value
        }
        let count = Double(samples.count)
        tone = 2 * (real * real + imaginary * imaginary) / (count * count)
        rest = max(total / count - tone, 0)
    }

    var total: Double { tone + rest }
}

extension [Int16] {
    /// Little-endian, as in a raw or WAV file.
    init(bytes: [UInt8]) {
        self = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
        }
    }

    var bytes: [UInt8] {
        flatMap { sample in
            let bits = UInt16(bitPattern: sample)
            return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
        }
    }
}
