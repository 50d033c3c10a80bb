import BenchProbes
import CoraWire
import NIOCore

/// Stamped audio, whose first characters say whose it is and when it was sent.
struct StampedAudio {
    /// What a stamp says.
    struct Stamp {
        /// Which of the callers, or of the models, said it.
        var source: Int
        /// By the process' monotonic clock, in nanoseconds.
        var sentAt: UInt64
    }

    /// Eighteen bytes of audio, of which the stamp takes sixteen.
    private static let characters = 24
    /// What stamps begin with. With the bounds below, other audio is taken for one once in four thousand million times.
    private static let beginning: UInt16 = 0x5EED
    private static let (sources, numbers): (UInt16, UInt32) = (1 << 12, 1 << 20)

    private(set) var base64: ByteBuffer
    private let source: UInt16
    private var number: UInt32 = 0
    private var audio = ByteBuffer()
    private var text = ByteBuffer()

    /// - Parameters:
    ///   - base64: audio.
    ///   - source: whose it is, below 4096.
    init(_ base64: ByteBuffer, of source: Int) {
        self.base64 = base64
        self.source = UInt16(truncatingIfNeeded: source) % Self.sources
    }

    /// Stamps it anew.
    mutating func stamp(_ now: UInt64) {
        number = (number + 1) % Self.numbers
        audio.clear()
        audio.writeInteger(Self.beginning)
        audio.writeInteger(source)
        audio.writeInteger(number)
        audio.writeInteger(now)
        audio.writeInteger(0x5555, as: UInt16.self)
        text.clear()
        audio.withUnsafeReadableBytes { Base64.encode($0, into: &text) }
        base64.setBuffer(text, at: base64.readerIndex)
    }

    /// The stamp in a message with audio under a key, which is given in its quotes; nil if there is none.
    static func stamp(
        in message: UnsafeRawBufferPointer, under key: StaticString, _ scratch: inout ByteBuffer
    ) -> Stamp? {
        guard let start = message.text(of: key), message.count >= start + characters else { return nil }
        scratch.clear()
        let text = UnsafeRawBufferPointer(rebasing: message[start..<start + characters])
        guard Base64.decode(text, into: &scratch), scratch.readInteger() == beginning,
            let source: UInt16 = scratch.readInteger(), source < sources,
            let number: UInt32 = scratch.readInteger(), number < numbers, let sentAt: UInt64 = scratch.readInteger()
        else { return nil }
        return Stamp(source: Int(source), sentAt: sentAt)
    }
}
