import SeededTesting
import Testing

@testable import CoraWire

/// Masks (RFC 6455 §5.3), against a byte at a time.
struct FrameMaskTests {
    private static func masked(_ bytes: [UInt8], _ key: UInt32, offset: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            byte ^ UInt8(truncatingIfNeeded: key >> (8 * UInt32((index + offset) % 4)))
        }
    }

    @Test func `the RFC's own example`() {
        // RFC 6455 §5.7: "Hello".
        var bytes: [UInt8] = [0x7F, 0x9F, 0x4D, 0x51, 0x58]
        bytes.withUnsafeMutableBytes { FrameMask(key: 0x3D21_FA37).apply(to: $0) }
        #expect(String(decoding: bytes, as: UTF8.self) == "Hello")
    }

    @Test(arguments: 0..<9) func `every length, offset and alignment, in place and copied`(alignment: Int) {
        var random = SeededGenerator(seed: 5)
        for count in 0..<40 {
            for offset in 0..<9 {
                let key = UInt32.random(in: 0...UInt32.max, using: &random)
                let around = (0..<alignment + count + 3).map { _ in UInt8.random(in: 0...255, using: &random) }
                let middle = alignment..<alignment + count
                let right = Self.masked(Array(around[middle]), key, offset: offset)

                var inPlace = around
                inPlace.withUnsafeMutableBytes {
                    FrameMask(key: key).apply(to: .init(rebasing: $0[middle]), offset: offset)
                }
                #expect(Array(inPlace[middle]) == right)
                #expect(inPlace[..<alignment] == around[..<alignment])
                #expect(inPlace.suffix(3) == around.suffix(3))

                var copied = [UInt8](repeating: 0xAA, count: count + 2)
                copied.withUnsafeMutableBytes { target in
                    around.withUnsafeBytes { source in
                        guard let base = target.baseAddress else { return }
                        FrameMask(key: key).copy(.init(rebasing: source[middle]), to: base + 1, offset: offset)
                    }
                }
                #expect(copied == [0xAA] + right + [0xAA])
            }
        }
    }

    @Test func `a mask that is put on twice is off`() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var masked = bytes
        masked.withUnsafeMutableBytes { FrameMask(key: 0xDEAD_BEEF).apply(to: $0) }
        #expect(masked != bytes)
        // In two pieces.
        masked.withUnsafeMutableBytes { masked in
            FrameMask(key: 0xDEAD_BEEF).apply(to: .init(rebasing: masked[..<333]))
            FrameMask(key: 0xDEAD_BEEF).apply(to: .init(rebasing: masked[333...]), offset: 333)
        }
        #expect(masked == bytes)
    }
}
