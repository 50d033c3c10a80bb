#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The low-pass filter between two rates, cut into the phases in which a resampler uses it.
///
/// To go from rate *a* to rate *b* = *a* · L / M, put L − 1 zeros after each sample, low-pass at the common rate
/// *a* · L, keep every M-th. The low-pass must remove both the images of going up (above *a* / 2) and what would alias
/// in going down (above *b* / 2): what is above half of the *lower* rate. So one design, scaled to the lower rate
/// `low`, serves all pairs:
///
/// - passband to 0.425 · `low`: 3.4 kHz, the telephone's, where 8 kHz is the lower rate; 6.8 kHz between 16 and 24 kHz;
/// - stopband from 0.5 · `low`: nothing folds or is mirrored anywhere, not even into the transition band;
/// - length: ±30 samples of the lower rate.
///
/// Kaiser's formulas give the rest. With r = common rate / `low`, the filter has N = 60 r + 1 taps and a transition of
/// Δω = 2π · 0.075 / r, so the attenuation is A = 7.95 + 2.285 · Δω · (N − 1) = 7.95 + 2.285 · 2π · 0.075 · 60
/// = 72.6 dB, for every r; β = 0.1102 · (A − 8.7) = 7.04. Window-designed filters ripple alike on both sides, so the
/// passband keeps within 20 · log₁₀(1 + 10^(−A/20)) = 0.002 dB. Computed from the taps: 71.9 dB and 0.004 dB from
/// crest to trough.
///
/// The taps are symmetric: the delay is 30 samples of the lower rate at every frequency, a whole number of samples at
/// both ends.
struct PolyphaseFilter: Sendable {
    /// L: phases, one for each output instant that can fall between two inputs.
    let phaseCount: Int
    /// M: the step from one output to the next, in phases.
    let step: Int
    /// Taps a phase, a multiple of ``unroll``; the surplus is zeros.
    let tapsPerPhase: Int
    /// The delay in output samples.
    let delay: Int
    /// Phase after phase, each in the order of time (the tap of the oldest sample first), so that a phase and the
    /// input that it weighs are read side by side.
    let taps: [Float]

    /// How many taps the inner loop takes at once.
    static let unroll = 16

    /// The filter from one rate to another: computed at first use, then shared.
    static func between(_ input: SampleRate, _ output: SampleRate) -> PolyphaseFilter {
        all[(input.multiple - 1) * 3 + output.multiple - 1]
    }

    /// Every pair of the rates, which are 1, 2 and 3 times 8 kHz, in order.
    private static let all: [PolyphaseFilter] = (1...3).flatMap { input in
        (1...3).map { output in PolyphaseFilter(input: input, output: output) }
    }

    /// Designs the filter between two rates, given as multiples of 8 kHz.
    private init(input: Int, output: Int) {
        // Of 1, 2 and 3, two that differ have no common factor, and two that are equal reduce to 1 / 1.
        phaseCount = input == output ? 1 : output
        step = input == output ? 1 : input
        let prototype = input == output ? [1] : Self.lowPass(ratio: max(phaseCount, step))
        delay = prototype.count / 2 / step
        let needed = (prototype.count + phaseCount - 1) / phaseCount
        tapsPerPhase = (needed + Self.unroll - 1) / Self.unroll * Self.unroll
        var taps = [Float](repeating: 0, count: phaseCount * tapsPerPhase)
        for (index, tap) in prototype.enumerated() {
            let (age, phase) = index.quotientAndRemainder(dividingBy: phaseCount)
            // Of L samples at the common rate, L − 1 are zeros: the gain L makes up for them.
            taps[(phase + 1) * tapsPerPhase - 1 - age] = Float(tap * Double(phaseCount))
        }
        self.taps = taps
    }

    /// The Kaiser-windowed sinc derived above; its taps sum to 1.
    ///
    /// - Parameter ratio: r, the common rate by the lower rate. It is the larger of L and M, as the common rate is
    ///   L times the input rate and M times the output rate.
    private static func lowPass(ratio: Int) -> [Double] {
        let halfLength = 30 * ratio
        let beta = 7.037
        // The middle of the transition band, as a part of the common rate.
        let cutoff = (0.425 + 0.5) / 2 / Double(ratio)
        let taps = (-halfLength...halfLength).map { index in
            let place = Double(index) / Double(halfLength)
            let window = besselI0(beta * (1 - place * place).squareRoot()) / besselI0(beta)
            let angle = 2 * Double.pi * cutoff * Double(index)
            return 2 * cutoff * (index == 0 ? 1 : sin(angle) / angle) * window
        }
        let sum = taps.reduce(0, +)
        return taps.map { $0 / sum }
    }

    /// The modified Bessel function of the first kind and order zero, by its power series.
    private static func besselI0(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        // For the x ≤ 8 used here the terms are below the last digit of the sum well before the fortieth.
        for index in 1...40 {
            let factor = x / 2 / Double(index)
            term *= factor * factor
            sum += term
        }
        return sum
    }
}
