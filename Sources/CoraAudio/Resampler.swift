/// Converts a stream of 16-bit mono samples between 8, 16 and 24 kHz.
///
/// A polyphase FIR (see `PolyphaseFilter` for the design): passband ripple below 0.01 dB up to 3.4 kHz where 8 kHz is
/// one of the rates, and up to 6.8 kHz between 16 and 24 kHz; images and aliases at least 70 dB down. However the input
/// is cut into pieces, the output is the same, sample for sample. Equal rates pass through unchanged.
///
/// The delay is ``groupDelay``: 3.75 ms where 8 kHz is one of the rates, 1.875 ms between 16 and 24 kHz.
///
/// A value: copies continue on their own. Nothing is allocated after `init`, unless the value has been copied.
package struct Resampler: Sendable {
    /// The rate of what goes in.
    package let inputRate: SampleRate
    /// The rate of what comes out.
    package let outputRate: SampleRate
    /// How far the output is behind the input, at every frequency, in output samples (a whole number for all pairs):
    /// 60 for 8 → 16 kHz, 90 for 8 → 24, 45 for 16 → 24, and 30 for 16 → 8, 24 → 8 and 24 → 16.
    package let groupDelay: Int

    private let filter: PolyphaseFilter
    /// The inputs that the next output may still need, then room for a block.
    private var samples: [Float]
    /// Where the next output falls: `position` inputs after the first one to come, plus `phase` phases.
    private var position = 0
    private var phase = 0

    /// How many input samples are converted at once, at most (20 ms at 24 kHz).
    private static let blockLength = 480

    /// A resampler at the beginning of its stream: what came before counts as silence.
    package init(from inputRate: SampleRate, to outputRate: SampleRate) {
        self.inputRate = inputRate
        self.outputRate = outputRate
        filter = PolyphaseFilter.between(inputRate, outputRate)
        groupDelay = filter.delay
        samples = [Float](repeating: 0, count: filter.tapsPerPhase - 1 + Self.blockLength)
    }

    /// The most samples that ``process(_:into:)`` may write for `inputCount` input samples. For whole 20 ms frames, and
    /// any other input that is a whole number of output samples long, it writes exactly as many.
    package func maximumOutput(for inputCount: Int) -> Int {
        (inputCount * filter.phaseCount + filter.step - 1) / filter.step
    }

    /// Converts the next samples of the stream. Allocates nothing.
    ///
    /// - Precondition: `output` has room for ``maximumOutput(for:)`` samples.
    /// - Returns: how many samples were written to the beginning of `output`.
    package mutating func process(
        _ input: UnsafeBufferPointer<Int16>, into output: UnsafeMutableBufferPointer<Int16>
    ) -> Int {
        precondition(output.count >= maximumOutput(for: input.count), "the buffer for the output is too small")
        var start = 0
        var written = 0
        while start < input.count {
            let end = min(start + Self.blockLength, input.count)
            written += convert(
                UnsafeBufferPointer(rebasing: input[start..<end]),
                into: UnsafeMutableBufferPointer(rebasing: output[written...]))
            start = end
        }
        return written
    }

    /// Ends the stream: writes its last ``groupDelay`` samples, those still on their way, and starts afresh.
    /// Allocates nothing.
    ///
    /// With the tail, and without the first ``groupDelay`` samples, the output lies exactly under the input.
    ///
    /// - Precondition: `output` has room for ``groupDelay`` samples.
    /// - Returns: ``groupDelay``.
    package mutating func flush(into output: UnsafeMutableBufferPointer<Int16>) -> Int {
        precondition(output.count >= groupDelay, "the buffer for the tail is too small")
        // The delay is a whole number of input samples as well, at most 90: less than a block.
        let silence = groupDelay * filter.step / filter.phaseCount
        let written = withUnsafeTemporaryAllocation(of: Int16.self, capacity: silence) { zeros in
            zeros.initialize(repeating: 0)
            return convert(UnsafeBufferPointer(zeros), into: output)
        }
        reset()
        return written
    }

    /// Forgets the stream so far; the next one begins after silence.
    package mutating func reset() {
        position = 0
        phase = 0
        samples.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// Appends one block to the kept inputs, writes the outputs that fall into it, and keeps what later ones need.
    private mutating func convert(
        _ block: UnsafeBufferPointer<Int16>, into output: UnsafeMutableBufferPointer<Int16>
    ) -> Int {
        let filter = filter
        let kept = filter.tapsPerPhase - 1
        let (wholeStep, phaseStep) = filter.step.quotientAndRemainder(dividingBy: filter.phaseCount)
        var position = position
        var phase = phase
        var written = 0
        samples.withUnsafeMutableBufferPointer { samples in
            for index in 0..<block.count {
                samples[kept + index] = Float(block[index])
            }
            filter.taps.withUnsafeBytes { taps in
                let samples = UnsafeRawBufferPointer(samples)
                while position < block.count {
                    output[written] = Self.rounded(
                        Self.dotProduct(
                            taps, at: phase * filter.tapsPerPhase, samples, at: position, count: filter.tapsPerPhase))
                    written += 1
                    position += wholeStep
                    phase += phaseStep
                    if phase >= filter.phaseCount {
                        phase -= filter.phaseCount
                        position += 1
                    }
                }
            }
            for index in 0..<kept {
                samples[index] = samples[block.count + index]
            }
        }
        self.position = position - block.count
        self.phase = phase
        return written
    }

    /// The sum of the products of `count` floats, a multiple of 16, from the given places on.
    ///
    /// Sixteen running sums, always added in the same order: fast without reordering by the compiler, and the same
    /// result wherever in a block an output falls.
    @inline(__always)
    private static func dotProduct(
        _ taps: UnsafeRawBufferPointer, at firstTap: Int, _ samples: UnsafeRawBufferPointer, at firstSample: Int,
        count: Int
    ) -> Float {
        let width = MemoryLayout<Float>.stride
        var low = SIMD8<Float>.zero
        var high = SIMD8<Float>.zero
        for index in stride(from: 0, to: count, by: PolyphaseFilter.unroll) {
            let tap = (firstTap + index) * width
            let sample = (firstSample + index) * width
            low +=
                taps.loadUnaligned(fromByteOffset: tap, as: SIMD8<Float>.self)
                * samples.loadUnaligned(fromByteOffset: sample, as: SIMD8<Float>.self)
            high +=
                taps.loadUnaligned(fromByteOffset: tap + 8 * width, as: SIMD8<Float>.self)
                * samples.loadUnaligned(fromByteOffset: sample + 8 * width, as: SIMD8<Float>.self)
        }
        return (low + high).sum()
    }

    /// The nearest sample, ties to even; beyond full scale, full scale.
    @inline(__always)
    private static func rounded(_ value: Float) -> Int16 {
        let limited = max(-32_768, min(32_767, value))
        // Added to 1.5 · 2²³, a small number is rounded to the ones place by the addition itself, and is then found in
        // the low bits: no call into the mathematics library, which is what `rounded()` is on the x86-64 base line.
        return Int16(truncatingIfNeeded: (limited + 12_582_912).bitPattern)
    }
}
