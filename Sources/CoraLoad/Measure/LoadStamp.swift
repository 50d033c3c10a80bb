package import NIOCore

/// What is hidden in the first 24 bytes of each 20 ms of µ-law: whose frame it is, which one, and when it was sent. Every
/// byte is a legal code, so a bridge that passes µ-law on carries it through.
///
/// Layout, big-endian: `4C`, direction, response (2), call (4), sequence (4), time (8), check (4).
package struct LoadStamp: Sendable, Equatable {
    /// Which way a frame goes.
    package enum Direction: UInt8, Sendable, Equatable {
        /// From the caller to the model.
        case up = 0x75
        /// From the model to the caller.
        case down = 0x64
    }

    /// 20 ms at 8 bytes a millisecond.
    package static let frameBytes = 160
    /// The stamp's own length.
    package static let bytes = 24
    static let mark: UInt8 = 0x4C
    private static let filler: UInt8 = 0x55

    package var direction: Direction
    /// The response that a frame belongs to, from 1; 0 for the caller's.
    package var response: UInt16
    /// The call's number in the run, from 1.
    package var call: UInt32
    /// The frame's number in its direction of the call, from 1.
    package var sequence: UInt32
    /// Nanoseconds of the machine's monotonic clock.
    package var sentAt: UInt64

    package init(_ direction: Direction, response: UInt16 = 0, call: UInt32, sequence: UInt32, sentAt: UInt64) {
        self.direction = direction
        self.response = response
        self.call = call
        self.sequence = sequence
        self.sentAt = sentAt
    }

    /// Appends 20 ms of audio that begin with the stamp.
    package func writeFrame(into audio: inout ByteBuffer) {
        audio.writeMultipleIntegers(Self.mark, direction.rawValue, response, call, sequence, sentAt, check)
        audio.writeRepeatingByte(Self.filler, count: Self.frameBytes - Self.bytes)
    }

    /// Reads the stamp at the beginning of some audio; nil where there is none.
    package init?(_ audio: UnsafeRawBufferPointer) {
        guard audio.count >= Self.bytes, audio[0] == Self.mark, let direction = Direction(rawValue: audio[1]) else {
            return nil
        }
        func read<Value: FixedWidthInteger>(_ offset: Int, as _: Value.Type) -> Value {
            Value(bigEndian: audio.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
        self.init(
            direction, response: read(2, as: UInt16.self), call: read(4, as: UInt32.self),
            sequence: read(8, as: UInt32.self), sentAt: read(12, as: UInt64.self))
        guard read(20, as: UInt32.self) == check else { return nil }
    }

    /// Tells a stamp from audio that looks like one, and from one that was changed.
    private var check: UInt32 {
        var mixed = UInt64(direction.rawValue) << 48 | UInt64(response) << 32 | UInt64(call)
        mixed = (mixed ^ UInt64(sequence) << 20 ^ sentAt) &* 0xBF58_476D_1CE4_E5B9
        return UInt32(truncatingIfNeeded: (mixed ^ mixed >> 31) >> 16)
    }
}

/// Finds the stamps in a line's audio, whatever pieces it comes in. A value.
package struct StampScanner: Sendable {
    /// The end of a piece, if a stamp may have begun in it.
    private var kept: [UInt8] = []

    package init() {}

    /// The stamps in the next piece, in order.
    package mutating func read(_ audio: UnsafeRawBufferPointer, _ found: (LoadStamp) -> Void) {
        if kept.isEmpty { return scan(audio, found) }
        let whole = kept + audio
        kept.removeAll(keepingCapacity: true)
        whole.withUnsafeBytes { scan($0, found) }
    }

    private mutating func scan(_ audio: UnsafeRawBufferPointer, _ found: (LoadStamp) -> Void) {
        var place = 0
        while place < audio.count {
            guard audio[place] == LoadStamp.mark else {
                place += 1
                continue
            }
            let rest = UnsafeRawBufferPointer(rebasing: audio[place...])
            if rest.count < LoadStamp.bytes {
                kept += rest
                return
            }
            guard let stamp = LoadStamp(rest) else {
                place += 1
                continue
            }
            found(stamp)
            place += LoadStamp.frameBytes
        }
    }
}
