/// The header of a websocket frame (RFC 6455 §5.2): read from bytes, and written in front of a payload. Pure, and
/// allocates nothing.
package struct FrameHeader: Sendable, Equatable {
    /// The longest payload of a control frame, in bytes (RFC 6455 §5.5).
    package static let longestControl = 125
    /// The longest header, in bytes: two, eight of a length, four of a mask.
    package static let longest = 14

    /// Whether it is the last fragment of its message, or the only one.
    package var isFinal: Bool
    package var opcode: FrameOpcode
    /// The mask of the payload; nil where it has none.
    package var mask: FrameMask?
    /// The length of the payload, in bytes.
    package var count: Int

    package init(isFinal: Bool = true, _ opcode: FrameOpcode, mask: FrameMask? = nil, count: Int) {
        self.isFinal = isFinal
        self.opcode = opcode
        self.mask = mask
        self.count = count
    }

    /// How many bytes the header takes.
    package var length: Int { Self.length(count: count, isMasked: mask != nil) }

    /// How many bytes the header of a payload of `count` bytes takes.
    package static func length(count: Int, isMasked: Bool) -> Int {
        (count <= 125 ? 2 : count <= 0xFFFF ? 4 : 10) + (isMasked ? 4 : 0)
    }
}

// MARK: Reading

extension FrameHeader {
    /// Reads the header that the bytes begin with.
    ///
    /// A fault is told as soon as the byte is there that shows it; the payload is not waited for.
    /// - Parameters:
    ///   - limit: the longest payload that is taken, in bytes.
    ///   - isMasked: whether the peer has to mask: a client has to, a server must not (RFC 6455 §5.1).
    /// - Returns: nil if not all of the header is there.
    package static func read(
        _ bytes: UnsafeRawBufferPointer, limit: Int, isMasked: Bool
    ) throws(FrameFault) -> FrameHeader? {
        guard bytes.count >= 1 else { return nil }
        let first = bytes[0]
        guard first & 0x70 == 0 else { throw .reservedBit }
        guard let opcode = FrameOpcode(rawValue: first & 0x0F) else { throw .reservedOpcode }
        let isFinal = first & 0x80 != 0
        guard isFinal || !opcode.isControl else { throw .fragmentedControl }
        guard bytes.count >= 2 else { return nil }
        let second = bytes[1]
        guard (second & 0x80 != 0) == isMasked else { throw isMasked ? .unmasked : .masked }
        let short = Int(second & 0x7F)
        guard short <= longestControl || !opcode.isControl else { throw .longControl }
        guard let count = try count(short, bytes) else { return nil }
        guard count <= limit else { throw .tooLong }
        var header = FrameHeader(isFinal: isFinal, opcode, count: count)
        if isMasked {
            let start = length(count: count, isMasked: false)
            guard bytes.count >= start + 4, let base = bytes.baseAddress else { return nil }
            header.mask = FrameMask(sentAt: base + start)
        }
        return header
    }

    /// The length of the payload; nil if not all of it is there.
    /// - Parameter short: the seven bits of the second byte: the length, or how many bytes behind them it takes.
    private static func count(_ short: Int, _ bytes: UnsafeRawBufferPointer) throws(FrameFault) -> Int? {
        switch short {
        case 126:
            guard bytes.count >= 4 else { return nil }
            let count = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            guard count > 125 else { throw .longLength }
            return Int(count)
        case 127:
            guard bytes.count >= 10 else { return nil }
            let count = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            guard count > 0xFFFF else { throw .longLength }
            // The highest bit has to be zero (RFC 6455 §5.2): such a length is over every limit.
            guard let count = Int(exactly: count) else { throw .tooLong }
            return count
        default: return short
        }
    }
}

// MARK: Writing

extension FrameHeader {
    /// Writes the header: ``length`` bytes, for which there has to be room.
    package func write(to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: (isFinal ? 0x80 : 0) | opcode.rawValue, as: UInt8.self)
        let masked: UInt8 = mask == nil ? 0 : 0x80
        if count <= 125 {
            bytes.storeBytes(of: masked | UInt8(truncatingIfNeeded: count), toByteOffset: 1, as: UInt8.self)
        } else if count <= 0xFFFF {
            bytes.storeBytes(of: masked | 126, toByteOffset: 1, as: UInt8.self)
            let length = UInt16(truncatingIfNeeded: count).bigEndian
            bytes.storeBytes(of: length, toByteOffset: 2, as: UInt16.self)
        } else {
            bytes.storeBytes(of: masked | 127, toByteOffset: 1, as: UInt8.self)
            let length = UInt64(truncatingIfNeeded: count).bigEndian
            bytes.storeBytes(of: length, toByteOffset: 2, as: UInt64.self)
        }
        mask?.write(to: bytes + (length - 4))
    }
}
