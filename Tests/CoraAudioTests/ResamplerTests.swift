import CoraAudio
import Foundation
import SeededTesting
import Testing

struct ResamplerTests {
    @Test(arguments: RatePair.all)
    func `the output is the same however the input is cut`(pair: RatePair) {
        let input = noise(count: 1_500, seed: 2)
        let whole = pair.resample(input)
        var random = SeededGenerator(seed: 3)

        for _ in 0..<6 {
            var resampler = pair.resampler
            var rest = input[...]
            var pieces: [Int16] = []
            while !rest.isEmpty {
                // Nothing, single samples, odd frames, and more than the resampler takes in one go.
                let count = [0, 1, Int.random(in: 2...170, using: &random), 600].randomElement(using: &random) ?? 1
                pieces += resampler.convert(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            pieces += resampler.tail()
            #expect(pieces == whole)
        }
    }

    @Test(arguments: RatePair.all)
    func `a frame of 20 ms becomes a frame of 20 ms`(pair: RatePair) {
        var resampler = pair.resampler
        let frame = [Int16](repeating: 1_000, count: pair.input.hertz / 50)

        for _ in 0..<3 {
            #expect(resampler.maximumOutput(for: frame.count) == pair.output.hertz / 50)
            #expect(resampler.convert(frame).count == pair.output.hertz / 50)
        }
    }

    @Test(arguments: RatePair.all)
    func `an impulse comes out after the group delay, and symmetric`(pair: RatePair) {
        let delay = pair.resampler.groupDelay
        var input = [Int16](repeating: 0, count: 400)
        input[0] = 30_000

        let output = pair.resample(input)

        let peak = output.indices.max { abs(output[$0]) < abs(output[$1]) }
        #expect(peak == delay)
        for distance in 1...delay {
            #expect(output[delay - distance] == output[delay + distance])
        }
    }

    @Test(arguments: RatePair.all)
    func `the group delay is 30 samples of the lower rate`(pair: RatePair) {
        let seconds = Double(pair.resampler.groupDelay) / Double(pair.output.hertz)

        #expect(seconds == 30 / Double(pair.lower.hertz))
    }

    @Test(arguments: RatePair.all)
    func `with the tail, and without the delay, the output lies under the input`(pair: RatePair) {
        let input = tone(hertz: 700, amplitude: 12_000, rate: pair.input, count: pair.input.hertz / 20)
        let ideal = tone(hertz: 700, amplitude: 12_000, rate: pair.output, count: pair.output.hertz / 20)

        let aligned = Array(pair.resample(input).dropFirst(pair.resampler.groupDelay))

        #expect(aligned.count == ideal.count)
        // At both ends the filter sees the silence around the tone.
        for index in 2 * pair.resampler.groupDelay..<ideal.count - 2 * pair.resampler.groupDelay {
            #expect(abs(Int(aligned[index]) - Int(ideal[index])) <= 12)
        }
    }

    @Test(arguments: RatePair.all)
    func `full scale is limited, not wrapped`(pair: RatePair) {
        // A square wave overshoots when it is band-limited. Quiet, it shows what the loud one must be.
        let quiet = (0..<600).map { Int16($0 / 20 % 2 == 0 ? 8_191 : -8_192) }
        let loud = (0..<600).map { $0 / 20 % 2 == 0 ? Int16.max : Int16.min }

        let reference = pair.resample(quiet)
        let limited = pair.resample(loud)

        #expect(limited.contains(.max) && limited.contains(.min))
        for (sample, quarter) in zip(limited, reference) {
            #expect(abs(Int(sample) - Int(Int16(clamping: Int(quarter) * 4))) <= 8)
        }
    }

    @Test(arguments: RatePair.all)
    func `after a reset or a flush, a stream begins anew`(pair: RatePair) {
        let input = noise(count: 333, seed: 4)
        let expected = pair.resample(input)
        var resampler = pair.resampler

        _ = resampler.convert(noise(count: 77, seed: 5))
        resampler.reset()
        #expect(resampler.convert(input) + resampler.tail() == expected)
        #expect(resampler.convert(input) + resampler.tail() == expected)
    }

    @Test func `a copy goes its own way`() {
        let input = noise(count: 200, seed: 6)
        var original = Resampler(from: .kHz8, to: .kHz24)
        _ = original.convert(input)

        var copy = original
        _ = copy.convert(noise(count: 100, seed: 7))

        var expected = Resampler(from: .kHz8, to: .kHz24)
        _ = expected.convert(input)
        #expect(original.convert(input) == expected.convert(input))
    }

    @Test(arguments: SampleRate.allCases)
    func `equal rates pass through unchanged`(rate: SampleRate) {
        let input = noise(count: 1_000, seed: 8)
        var resampler = Resampler(from: rate, to: rate)

        #expect(resampler.groupDelay == 0)
        #expect(resampler.convert(input) == input)
        #expect(resampler.tail() == [])
    }
}
