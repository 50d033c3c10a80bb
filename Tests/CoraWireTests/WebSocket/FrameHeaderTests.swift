import Testing

@testable import CoraWire

/// RFC 6455 §5.2–5.5, byte by byte.
struct FrameHeaderTests {
    private static func read(
        _ bytes: [UInt8], limit: Int = .max, isMasked: Bool = false
    ) throws(FrameFault) -> FrameHeader? {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(FrameFault) in try FrameHeader.read(bytes, limit: limit, isMasked: isMasked) }
        }.get()
    }

    private static func bytes(_ header: FrameHeader) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: header.length)
        bytes.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { header.write(to: base) }
        }
        return bytes
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 32, Int.max], [nil, FrameMask(key: 0x0403_0201)])
    func `a header is read as it was written, and as nothing until its last byte`(count: Int, mask: FrameMask?) throws {
        for opcode in FrameOpcode.allCases where !opcode.isControl || count <= 125 {
            let header = FrameHeader(opcode, mask: mask, count: count)
            let bytes = Self.bytes(header)
            for cut in 0..<bytes.count {
                #expect(try Self.read(Array(bytes[..<cut]), isMasked: mask != nil) == nil)
            }
            #expect(try Self.read(bytes + [0xFF], isMasked: mask != nil) == header)
        }
    }

    @Test func `headers are written as the RFC shows them`() {
        // RFC 6455 §5.7, and the three forms of a length.
        #expect(Self.bytes(FrameHeader(.text, count: 5)) == [0x81, 0x05])
        #expect(
            Self.bytes(FrameHeader(.text, mask: FrameMask(key: 0x3D21_FA37), count: 5))
                == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D])
        #expect(Self.bytes(FrameHeader(isFinal: false, .text, count: 3)) == [0x01, 0x03])
        #expect(Self.bytes(FrameHeader(.continuation, count: 2)) == [0x80, 0x02])
        #expect(Self.bytes(FrameHeader(.binary, count: 256)) == [0x82, 0x7E, 0x01, 0x00])
        #expect(
            Self.bytes(FrameHeader(.binary, count: 65_536)) == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])
    }

    /// Bytes, whether they are a client's, and what is wrong with them. The shortest that show it: a payload is not waited for.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var isMasked = false
        var limit = 1 << 20
        var fault: FrameFault

        var testDescription: String { "\(bytes): \(fault)" }
    }

    static let refusals: [Refusal] = {
        var refusals: [Refusal] = []
        // §5.2: each reserved bit, alone and together, on every kind of frame.
        for opcode in FrameOpcode.allCases {
            for bits in 1...7 {
                refusals.append(.init(bytes: [0x80 | UInt8(bits) << 4 | opcode.rawValue], fault: .reservedBit))
            }
        }
        // §5.2: opcodes without a meaning, final or not.
        for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8] {
            refusals.append(.init(bytes: [0x80 | opcode], fault: .reservedOpcode))
            refusals.append(.init(bytes: [opcode], fault: .reservedOpcode))
        }
        for opcode in [0x8, 0x9, 0xA] as [UInt8] {
            // §5.5: control frames come whole, and are short.
            refusals.append(.init(bytes: [opcode], fault: .fragmentedControl))
            refusals.append(.init(bytes: [0x80 | opcode, 126], fault: .longControl))
            refusals.append(.init(bytes: [0x80 | opcode, 127], fault: .longControl))
            refusals.append(.init(bytes: [0x80 | opcode, 0xFE], isMasked: true, fault: .longControl))
        }
        // §5.1: a client masks, a server does not.
        refusals.append(.init(bytes: [0x81, 0x05], isMasked: true, fault: .unmasked))
        refusals.append(.init(bytes: [0x81, 0x00], isMasked: true, fault: .unmasked))
        refusals.append(.init(bytes: [0x89, 0x00], isMasked: true, fault: .unmasked))
        refusals.append(.init(bytes: [0x81, 0x85], fault: .masked))
        refusals.append(.init(bytes: [0x8A, 0x80], fault: .masked))
        // §5.2: a length takes as few bytes as it can.
        for length in [0, 1, 125] as [UInt8] {
            refusals.append(.init(bytes: [0x81, 126, 0, length], fault: .longLength))
        }
        refusals.append(.init(bytes: [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 125], fault: .longLength))
        refusals.append(.init(bytes: [0x81, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], fault: .longLength))
        // The limit, told by the header alone; a highest bit that is set (§5.2) is over every limit.
        refusals.append(.init(bytes: [0x81, 101], limit: 100, fault: .tooLong))
        refusals.append(.init(bytes: [0x82, 0xFE, 0x03, 0xE9], isMasked: true, limit: 1000, fault: .tooLong))
        refusals.append(.init(bytes: [0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 1], fault: .tooLong))
        refusals.append(.init(bytes: [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], limit: .max, fault: .tooLong))
        refusals.append(.init(bytes: [0x82, 127] + [UInt8](repeating: 0xFF, count: 8), limit: .max, fault: .tooLong))
        return refusals
    }()

    @Test(arguments: refusals)
    func `what the RFC rules out is refused as soon as it can be seen`(refusal: Refusal) {
        #expect(throws: refusal.fault) {
            try Self.read(refusal.bytes, limit: refusal.limit, isMasked: refusal.isMasked)
        }
        // A byte less does not show it.
        let less = Array(refusal.bytes.dropLast())
        #expect((try? Self.read(less, limit: refusal.limit, isMasked: refusal.isMasked)) == .some(nil))
    }

    @Test func `lengths at a limit are taken, and one more is not`() throws {
        for limit in [0, 1, 125, 126, 65_535, 65_536, 1 << 24] {
            let last = Self.bytes(FrameHeader(.binary, count: limit))
            #expect(try Self.read(last, limit: limit)?.count == limit)
            let more = Self.bytes(FrameHeader(.binary, count: limit + 1))
            #expect(throws: FrameFault.tooLong) { try Self.read(more, limit: limit) }
        }
    }

    @Test func `faults are answered with the code for them`() {
        for fault in FrameFault.allCases { #expect(fault.closeCode == (fault == .tooLong ? 1009 : 1002)) }
    }
}
