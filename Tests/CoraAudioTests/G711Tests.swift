import CoraAudio
import Testing

struct G711Tests {
    private static let allSamples = [Int16](Int16.min...Int16.max)
    private static let allCodes = [UInt8](UInt8.min...UInt8.max)

    @Test(
        arguments: [
            (0, 0xFF), (1_000, 0xCE), (-1_000, 0x4E), (8_000, 0xA0), (32_767, 0x80), (-32_768, 0x00),
        ] as [(Int16, UInt8)])
    func `known samples have known codes`(sample: Int16, code: UInt8) {
        #expect(G711.encode(sample) == code)
    }

    @Test(
        arguments: [
            (0xFF, 0), (0x7F, 0), (0xCE, 988), (0xA0, 7_932), (0x80, 32_124), (0x00, -32_124),
        ] as [(UInt8, Int16)])
    func `known codes have known samples`(code: UInt8, sample: Int16) {
        #expect(G711.decode(code) == sample)
    }

    @Test func `silence is the code of zero`() {
        #expect(G711.silence == G711.encode(0))
        #expect(G711.decode(G711.silence) == 0)
    }

    /// G.711 table 2 on the scale of 14 bits: the decision values from 1 by twos to 31, then sixteen a segment, each
    /// segment's twice as far apart as the last one's. A code is the number of decision values that the magnitude has
    /// reached; the negative ones must be passed.
    @Test func `all 65,536 samples fall between the decision values of the standard`() {
        var decisionValues = Array(stride(from: 1, through: 31, by: 2))
        for segment in 2...8 {
            let step = 1 << segment
            let border = decisionValues[decisionValues.count - 1]
            decisionValues += (1...16).map { border + $0 * step }
        }
        // The last is the virtual decision value of the standard: what lies beyond has the same code as before it.
        #expect(decisionValues.removeLast() == 8_159)
        #expect(decisionValues.count == 127)

        for sample in Self.allSamples {
            let quarters = abs(Int(sample))
            let passed =
                sample >= 0
                ? decisionValues.count { quarters >= $0 * 4 } : decisionValues.count { quarters > $0 * 4 }
            let code = UInt8((sample >= 0 ? 0xFF : 0x7F) - passed)
            if G711.encode(sample) != code {
                Issue.record("\(sample) has the code \(G711.encode(sample)), not \(code)")
            }
        }
    }

    /// sox *rounds* 16-bit samples to 14 bits before it looks up their code, where G.191 truncates, and ffmpeg moves the
    /// decision values at the segment borders. sox's table of the 14-bit samples, though, is the standard's. So sox is
    /// given samples already truncated to 14 bits; it then has nothing to round, and all its codes must be ours.
    /// The four samples −4…−1 become its zero, which it writes as positive, and G.191 as negative.
    @Test func `all 65,536 samples have the codes that sox finds for their 14 bits`() throws {
        let truncated = Self.allSamples.map { sample in sample < 0 ? ~(~sample & ~3) &+ 1 : sample & ~3 }
        var expected = try AudioTool.sox(
            truncated.bytes, "-t raw -r 8000 -e signed -b 16 -c 1", to: "-t raw -e mu-law -b 8")
        for (index, sample) in Self.allSamples.enumerated() where (-4 ... -1).contains(sample) {
            #expect(expected[index] == 0xFF)
            expected[index] = 0x7F
        }

        #expect(Self.allSamples.map(G711.encode) == expected)
    }

    @Test func `all 256 codes decode to the samples that sox finds`() throws {
        let expected = try AudioTool.sox(
            Self.allCodes, "-t raw -r 8000 -e mu-law -b 8 -c 1", to: "-t raw -e signed -b 16")

        #expect(Self.allCodes.map(G711.decode) == [Int16](bytes: expected))
    }

    @Test func `a code survives decoding and encoding, but for negative zero`() {
        for code in Self.allCodes {
            #expect(G711.encode(G711.decode(code)) == (code == 0x7F ? 0xFF : code))
        }
    }

    @Test func `buffers are coded as their samples are, and nothing beyond them is touched`() {
        let samples = noise(count: 163, seed: 1)
        var codes = [UInt8](repeating: 0xAA, count: 165)
        var decoded = [Int16](repeating: 7, count: 165)

        samples.withUnsafeBufferPointer { samples in
            codes.withUnsafeMutableBufferPointer { G711.encode(samples, into: $0) }
        }
        codes[..<163].withUnsafeBufferPointer { codes in
            decoded.withUnsafeMutableBufferPointer { G711.decode(codes, into: $0) }
        }

        #expect(codes == samples.map(G711.encode) + [0xAA, 0xAA])
        #expect(decoded == codes[..<163].map(G711.decode) + [7, 7])
    }
}
