import CoraAudio
import Foundation
import Testing

/// What comes out for a tone that goes in, frequency by frequency. All frequencies are multiples of 50 Hz and the
/// stretch analysed is 40 ms, a whole number of periods of each and of all its images and aliases, so the power of the
/// tone and of everything else are told apart exactly.
struct ResamplerResponseTests {
    private static let amplitude = 16_000.0
    private static let inputPower = amplitude * amplitude / 2

    @Test(arguments: RatePair.all)
    func `the passband ripples by less than 0.1 dB`(pair: RatePair) throws {
        let frequencies = Array(stride(from: 100, to: pair.passbandEdge, by: 150)) + [pair.passbandEdge]

        let gains = frequencies.map { hertz in
            decibels(power: response(of: pair, to: hertz).tone, relativeTo: Self.inputPower)
        }

        let highest = try #require(gains.max())
        let lowest = try #require(gains.min())
        #expect(highest <= 0.05)
        #expect(lowest >= -0.05)
        // What the design promises, which is a good deal less.
        #expect(highest - lowest <= 0.01)
    }

    /// Whatever is in the output beside the tone is an image, an alias or noise of rounding.
    @Test(arguments: RatePair.all)
    func `nothing but the tone comes out, 70 dB down`(pair: RatePair) {
        for hertz in stride(from: 100, to: pair.lower.hertz / 2, by: pair.lower.hertz / 80 + 50) {
            let rest = decibels(power: response(of: pair, to: hertz).rest, relativeTo: Self.inputPower)
            #expect(rest <= -70, "for \(hertz) Hz")
        }
        let hertz = pair.lower.hertz / 2 - 50
        let rest = decibels(power: response(of: pair, to: hertz).rest, relativeTo: Self.inputPower)
        #expect(rest <= -70, "for \(hertz) Hz")
    }

    @Test(arguments: RatePair.all.filter { $0.output.hertz < $0.input.hertz })
    func `a tone that the lower rate cannot carry is 70 dB down`(pair: RatePair) {
        let edge = pair.lower.hertz / 2
        // Densely where the first side lobes are, then to the end of the band.
        let near = stride(from: edge, to: edge + 400, by: 50)
        let far = stride(from: edge + 400, to: pair.input.hertz / 2, by: 350)
        for hertz in Array(near) + Array(far) {
            let alias = decibels(power: response(of: pair, to: hertz).total, relativeTo: Self.inputPower)
            #expect(alias <= -70, "for \(hertz) Hz")
        }
    }

    /// The last 40 ms of what comes out for a tone, the filter filled.
    private func response(of pair: RatePair, to hertz: Int) -> Spectrum {
        let count = pair.input.hertz / 20
        var resampler = pair.resampler
        let output = resampler.convert(tone(hertz: hertz, amplitude: Self.amplitude, rate: pair.input, count: count))
        return Spectrum(of: output.suffix(pair.output.hertz / 25), hertz: hertz, rate: pair.output)
    }
}
