/// Turns a sentence into sound.
package protocol AgentVoice: Sendable {
    /// The sentence as 16-bit samples, 24 kHz, mono. Called on an event loop the first time a sentence is said: must
    /// not block for long.
    func samples(for text: String) -> [Int16]
}

/// A voice without a synthesiser: one tone for each word, with a pitch chosen by the word, and short gaps between.
package struct ToneVoice: AgentVoice {
    /// How long each word sounds.
    package var wordMilliseconds: Int
    /// The silence after each word.
    package var gapMilliseconds: Int

    package init(wordMilliseconds: Int = 300, gapMilliseconds: Int = 60) {
        self.wordMilliseconds = max(1, wordMilliseconds)
        self.gapMilliseconds = max(0, gapMilliseconds)
    }

    /// A tone for each word of the text, and a gap after it.
    package func samples(for text: String) -> [Int16] {
        let words = text.split(whereSeparator: \.isWhitespace)
        let gap = [Int16](repeating: 0, count: gapMilliseconds * Self.samplesPerMillisecond)
        return words.flatMap { tone(for: $0) + gap }
    }

    private static let samplesPerMillisecond = 24

    /// Two octaves of a pentatonic scale, so that any sentence is a tune.
    private static let pitches: [Double] = [196, 220, 261.63, 293.66, 329.63, 392, 440, 523.25, 587.33, 659.25]

    private func tone(for word: Substring) -> [Int16] {
        let sum = word.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
        let pitch = Self.pitches[Int(sum.magnitude % UInt(Self.pitches.count))]
        let count = wordMilliseconds * Self.samplesPerMillisecond
        let ramp = max(1, min(count / 2, 20 * Self.samplesPerMillisecond))
        // A rotating phasor: one multiplication a sample, and no mathematics library.
        let step = Phasor(turn: pitch / 24_000)
        var phasor = Phasor(real: 1, imaginary: 0)
        return (0..<count).map { index in
            let envelope = Double(min(ramp, index, count - index)) / Double(ramp)
            phasor = phasor * step
            return Int16(9_000 * envelope * phasor.imaginary)
        }
    }
}

/// A point on the unit circle.
private struct Phasor {
    var real: Double
    var imaginary: Double

    init(real: Double, imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    /// The point a fraction of a full turn away from 1. The angle is small, so that a short series is exact enough, and
    /// the result is scaled back to the circle.
    init(turn: Double) {
        let angle = 2 * Double.pi * turn
        let square = angle * angle
        let cosine = 1 - square / 2 + square * square / 24
        let sine = angle * (1 - square / 6 + square * square / 120)
        let length = (cosine * cosine + sine * sine).squareRoot()
        self.init(real: cosine / length, imaginary: sine / length)
    }

    static func * (left: Phasor, right: Phasor) -> Phasor {
        Phasor(
            real: left.real * right.real - left.imaginary * right.imaginary,
            imaginary: left.real * right.imaginary + left.imaginary * right.real)
    }
}
