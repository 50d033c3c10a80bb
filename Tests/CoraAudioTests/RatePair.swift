import CoraAudio
import Testing

/// Two different rates, and what is asked of a resampler between them.
struct RatePair: Sendable, CustomTestStringConvertible {
    let input: SampleRate
    let output: SampleRate

    /// All six.
    static let all = SampleRate.allCases.flatMap { input in
        SampleRate.allCases.filter { $0 != input }.map { RatePair(input: input, output: $0) }
    }

    var lower: SampleRate { input.hertz < output.hertz ? input : output }

    /// 3.4 kHz, the telephone's band, if one rate is 8 kHz; 6.8 kHz otherwise.
    var passbandEdge: Int { lower == .kHz8 ? 3_400 : 6_800 }

    var resampler: Resampler { Resampler(from: input, to: output) }

    var testDescription: String { "\(input.hertz) to \(output.hertz) Hz" }

    /// A whole stream at once, with its tail.
    func resample(_ samples: [Int16]) -> [Int16] {
        var resampler = resampler
        return resampler.convert(samples) + resampler.tail()
    }
}

extension Resampler {
    /// What these samples become, as an array.
    mutating func convert(_ input: [Int16]) -> [Int16] {
        [Int16](unsafeUninitializedCapacity: maximumOutput(for: input.count)) { output, count in
            output.initialize(repeating: 0)
            count = input.withUnsafeBufferPointer { process($0, into: output) }
        }
    }

    /// The end of the stream, as an array.
    mutating func tail() -> [Int16] {
        [Int16](unsafeUninitializedCapacity: groupDelay) { output, count in
            output.initialize(repeating: 0)
            count = flush(into: output)
        }
    }
}
