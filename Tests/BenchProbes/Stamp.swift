import CoraWire
package import NIOCore

/// What a probe hides in its 20 ms of µ-law: a number and the time of sending. Every byte is a legal code, so a line
/// that changes nothing carries it through.
package struct Stamp {
    /// 20 ms at 8 bytes a millisecond.
    package static let frameBytes = 160
    /// What µ-law silence, which CORA adds where a line falls quiet, reads as.
    private static let silence = UInt64.max
    /// Base64 characters that hold the stamp: 18 bytes, of which it takes 16.
    private static let characters = 24

    /// From 1; zero is audio that is not measured.
    package var sequence: UInt64
    /// Nanoseconds of the process' monotonic clock.
    package var sentAt: UInt64

    /// A frame of audio that begins with the stamp, as base64.
    package var frame: ByteBuffer {
        var audio = ByteBuffer()
        audio.writeInteger(sequence)
        audio.writeInteger(sentAt)
        audio.writeRepeatingByte(0x55, count: Self.frameBytes - audio.readableBytes)
        return audio.base64
    }

    package init(sequence: UInt64, sentAt: UInt64) {
        self.sequence = sequence
        self.sentAt = sentAt
    }

    /// Reads the stamp behind `key` in a message; nil if there is none, or it is not to be measured.
    package init?(in message: ByteBuffer, after key: StaticString) {
        guard let start = message.find(key) else { return nil }
        var audio = ByteBuffer()
        let isBase64 = message.withUnsafeReadableBytes { bytes in
            bytes.count >= start + Self.characters
                && Base64.decode(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Self.characters)]), into: &audio)
        }
        guard isBase64, let sequence: UInt64 = audio.readInteger(), let sentAt: UInt64 = audio.readInteger(),
            sequence > 0, sequence != Self.silence
        else { return nil }
        self.sequence = sequence
        self.sentAt = sentAt
    }

    /// The process' monotonic clock.
    package static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}

/// What arrived of a row of stamped frames.
package struct Arrivals: Sendable {
    /// How long each was on its way.
    package private(set) var times = Durations(capacity: 10_000)
    package private(set) var reordered = 0
    private var last: UInt64 = 0

    package init() {}

    package mutating func add(_ stamp: Stamp, at now: UInt64) {
        times.add(Int64(now) - Int64(stamp.sentAt))
        if stamp.sequence <= last { reordered += 1 }
        last = max(last, stamp.sequence)
    }

    /// How many of so many did not arrive.
    package func lost(of sent: UInt64) -> Int { Int(sent) - times.count }
}

extension ByteBuffer {
    /// The readable bytes, as base64.
    package var base64: ByteBuffer {
        var text = ByteBuffer()
        withUnsafeReadableBytes { Base64.encode($0, into: &text) }
        return text
    }

    /// Where the first occurrence of `text` among the readable bytes ends, counted from the reader index.
    package func find(_ text: StaticString) -> Int? {
        withUnsafeReadableBytes { bytes in
            let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            guard bytes.count >= wanted.count else { return nil }
            for start in 0...(bytes.count - wanted.count)
            where bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
                return start + wanted.count
            }
            return nil
        }
    }
}
