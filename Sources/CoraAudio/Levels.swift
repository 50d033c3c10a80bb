#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How loud a stretch of audio is.
///
/// In dBFS: 0 is the largest 16-bit magnitude, 32,768, so a full-scale square wave has an RMS level of 0 and a
/// full-scale sine one of −3.01; µ-law reaches −0.17. Silence, and a stretch of no samples, is −∞.
package struct Levels: Sendable, Equatable {
    /// Root mean square, dBFS.
    package let rms: Double
    /// The largest magnitude, dBFS.
    package let peak: Double

    /// Measures 16-bit samples. Allocates nothing.
    package init(of samples: UnsafeBufferPointer<Int16>) {
        var measure = Measure()
        for sample in samples {
            measure.add(sample)
        }
        self.init(measure)
    }

    /// Measures G.711 µ-law codes. Allocates nothing.
    package init(ofMuLaw codes: UnsafeBufferPointer<UInt8>) {
        var measure = Measure()
        for code in codes {
            measure.add(G711.decode(code))
        }
        self.init(measure)
    }

    private init(_ measure: Measure) {
        let meanSquare = measure.count == 0 ? 0 : Double(measure.sumOfSquares) / Double(measure.count)
        let fullScale = 32_768.0
        rms = 10 * log10(meanSquare / (fullScale * fullScale))
        peak = 20 * log10(Double(measure.peak) / fullScale)
    }

    /// The running figures, exact: a square is at most 2³⁰, so the sum has room for 2³³ samples, twelve days at 8 kHz.
    private struct Measure {
        var count = 0
        var sumOfSquares: UInt64 = 0
        var peak: UInt16 = 0

        @inline(__always)
        mutating func add(_ sample: Int16) {
            let magnitude = sample.magnitude
            count &+= 1
            sumOfSquares &+= UInt64(UInt32(magnitude) &* UInt32(magnitude))
            peak = max(peak, magnitude)
        }
    }
}
