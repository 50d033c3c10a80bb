/// G.711 A-law (ITU-T G.711, table 1), which the telephone bridge itself never speaks but the Realtime API does.
enum ALaw {
    /// The code of a zero sample.
    static let silence: UInt8 = 0xD5

    /// The code of one sample; the three low bits of the 16 are beyond its resolution.
    static func encode(_ sample: Int16) -> UInt8 {
        let isNegative = sample < 0
        let magnitude = Int(isNegative ? ~sample : sample) >> 4
        let mask: UInt8 = isNegative ? 0x55 : 0xD5
        guard magnitude > 15 else { return UInt8(magnitude) ^ mask }
        var step = magnitude
        var segment: UInt8 = 1
        while step > 31 {
            step >>= 1
            segment += 1
        }
        return (segment << 4 | UInt8(step - 16)) ^ mask
    }

    /// The sample a code stands for.
    static func decode(_ code: UInt8) -> Int16 { samples[Int(code)] }

    private static let samples: [Int16] = (0...UInt8.max).map { code in
        let bits = code ^ 0x55
        let segment = Int16(bits >> 4 & 7)
        let step = Int16(bits & 15)
        let magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1)
        return bits & 0x80 == 0 ? -magnitude : magnitude
    }
}
