import CoraCall
import CoraTenant
import NIOCore

/// Holds what the caller says before the model's session is set up. Bounded: the oldest audio is dropped first.
/// Loop-bound.
struct HeldAudio {
    private var payloads: CircularBuffer<(base64: ByteBuffer, bytes: Int)> = []
    private var bytes = 0
    private let limit: Int

    /// - Parameter limit: how much audio is held at most.
    init(limit: CallDuration) {
        self.limit = LineAudio.bytes(in: limit)
    }

    /// Holds one payload.
    /// - Parameter count: how many bytes of line audio it decodes to.
    /// - Returns: how many older payloads were dropped for it.
    mutating func hold(_ base64: ByteBuffer, bytes count: Int) -> Int {
        payloads.append((base64, count))
        bytes += count
        var dropped = 0
        while bytes > limit, let oldest = payloads.popFirst() {
            bytes -= oldest.bytes
            dropped += 1
        }
        return dropped
    }

    /// How much audio is held.
    var length: CallDuration { LineAudio.duration(ofBytes: bytes) }

    /// Takes the oldest payload, with the bytes of line audio it decodes to; nil if none is held.
    mutating func next() -> (base64: ByteBuffer, bytes: Int)? {
        guard let first = payloads.popFirst() else { return nil }
        bytes -= first.bytes
        return first
    }
}
