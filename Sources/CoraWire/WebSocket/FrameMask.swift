/// The mask of a websocket client's frame (RFC 6455 §5.3): byte `i` of the payload is combined with byte `i mod 4` of the
/// key. Masking twice gives the bytes back.
package struct FrameMask: Sendable, Equatable {
    /// Byte `i` of the key as it is sent is at the bits from `8 i` on.
    private let key: UInt32

    /// - Parameter key: any 32 bits, which no one can predict if they are a client's.
    package init(key: UInt32) {
        self.key = key
    }

    /// The key as it is sent: four bytes at `bytes`, at any alignment.
    init(sentAt bytes: UnsafeRawPointer) {
        key = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
    }

    /// Writes the key as it is sent: four bytes.
    func write(to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: key.littleEndian, as: UInt32.self)
    }

    /// Masks or unmasks bytes where they lie, eight at a time, at any alignment.
    ///
    /// It is ``copy(_:to:offset:)`` onto itself, and has a loop of its own: that one takes two instructions more for each
    /// eight bytes (67 a µ-law frame, of 1,708 in all).
    /// - Parameter offset: how many bytes of the payload come before these.
    package func apply(to bytes: UnsafeMutableRawBufferPointer, offset: Int = 0) {
        guard let start = bytes.baseAddress else { return }
        let pattern = pattern(from: offset)
        var index = 0
        while index + 8 <= bytes.count {
            let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            start.storeBytes(of: word ^ pattern.littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            let byte = start.load(fromByteOffset: index, as: UInt8.self)
            start.storeBytes(of: byte ^ Self.byte(index, of: pattern), toByteOffset: index, as: UInt8.self)
            index += 1
        }
    }

    /// Copies bytes while masking or unmasking them, eight at a time, at any alignments.
    /// - Parameters:
    ///   - target: room for as many bytes, none of which is of `bytes`.
    ///   - offset: how many bytes of the payload come before these.
    package func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, offset: Int = 0) {
        guard let start = bytes.baseAddress else { return }
        let pattern = pattern(from: offset)
        var index = 0
        while index + 8 <= bytes.count {
            let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            target.storeBytes(of: word ^ pattern.littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            let byte = start.load(fromByteOffset: index, as: UInt8.self)
            target.storeBytes(of: byte ^ Self.byte(index, of: pattern), toByteOffset: index, as: UInt8.self)
            index += 1
        }
    }

    /// The key twice, beginning with the byte that belongs to `offset`.
    private func pattern(from offset: Int) -> UInt64 {
        let shift = UInt32(truncatingIfNeeded: offset & 3) * 8
        // A shift by as many bits as there are gives zero.
        let turned = UInt64(key >> shift | key << (32 - shift))
        return turned << 32 | turned
    }

    private static func byte(_ index: Int, of pattern: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: pattern >> UInt64(truncatingIfNeeded: (index & 7) * 8))
    }
}
