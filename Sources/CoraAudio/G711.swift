/// G.711 µ-law, the code of the telephone network and of Twilio Media Streams: 8 bits a sample, 8,000 samples a second.
///
/// A µ-law code is a small floating-point number: a sign bit, three bits of exponent (the *segment*) and four of
/// mantissa, all but the sign inverted, of a 14-bit magnitude to which 33 has been added. 16-bit samples are taken as
/// left-justified 14-bit ones, as in the ITU-T reference software (G.191, Software Tool Library, `ulaw_compress` and
/// `ulaw_expand`), with which both directions are bit-exact:
///
/// - the two low bits are truncated towards zero, so that a sample just below a decision value of G.711 table 2 stays
///   below it. sox rounds 16 bits to 14 first and so differs by one code just below the decision values; its table of
///   14-bit samples is the standard's. ffmpeg picks the nearest *output* value, which moves the decision values at the
///   seven segment borders (16,252 becomes 16,380); it is not G.711 there.
/// - negative samples are complemented, not negated: −4…−1 is the negative zero `0x7F`, and a sample exactly on a
///   negative decision value, which G.711 leaves open, gets the smaller magnitude.
package enum G711 {
    /// The code of a zero sample. (`0x7F`, negative zero, decodes to zero too.)
    package static let silence: UInt8 = 0xFF

    /// The code of one sample. Never traps; magnitudes beyond 32,635 are limited to it.
    @inline(__always)
    package static func encode(_ sample: Int16) -> UInt8 {
        let wide = Int32(sample)
        let sign = wide >> 31
        let magnitude = min(((wide ^ sign) >> 2) &+ 33, 0x1FFF)
        // The exponent and the first four bits of the mantissa of the magnitude *as a Float* are the segment and the
        // step: the hardware finds the leading bit, and the loop over a buffer vectorises.
        let segmentAndStep = (Float(magnitude).bitPattern >> 19) &- (132 << 4)
        return UInt8(truncatingIfNeeded: ~segmentAndStep & 0x7F | UInt32(bitPattern: ~sign) & 0x80)
    }

    /// The sample a code stands for, in the 16-bit range: ±32,124 at most.
    @inline(__always)
    package static func decode(_ code: UInt8) -> Int16 {
        samples[Int(code)]
    }

    /// Encodes `samples` into the beginning of `codes`. Allocates nothing.
    ///
    /// - Precondition: `codes` has room for as many codes as there are samples.
    package static func encode(_ samples: UnsafeBufferPointer<Int16>, into codes: UnsafeMutableBufferPointer<UInt8>) {
        precondition(codes.count >= samples.count, "the buffer for the codes is too small")
        for index in 0..<samples.count {
            codes[index] = encode(samples[index])
        }
    }

    /// Decodes `codes` into the beginning of `samples`. Allocates nothing.
    ///
    /// - Precondition: `samples` has room for as many samples as there are codes.
    package static func decode(_ codes: UnsafeBufferPointer<UInt8>, into samples: UnsafeMutableBufferPointer<Int16>) {
        precondition(samples.count >= codes.count, "the buffer for the samples is too small")
        self.samples.withUnsafeBufferPointer { table in
            for index in 0..<codes.count {
                samples[index] = table[Int(codes[index])]
            }
        }
    }

    /// What each of the 256 codes decodes to.
    private static let samples: [Int16] = (0...UInt8.max).map { code in
        let inverted = ~code
        let segment = Int16(inverted >> 4 & 7)
        let step = Int16(inverted & 15)
        let magnitude = ((2 * step + 33) << segment - 33) << 2
        return code < 0x80 ? -magnitude : magnitude
    }
}
