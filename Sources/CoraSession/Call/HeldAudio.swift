import CoraCall
import NIOCore

/// What the caller says before the model can hear it: bounded, the oldest goes first. Loop-bound.
struct HeldAudio {
    private var payloads: CircularBuffer<(base64: ByteBuffer, bytes: Int)> = []
    private var bytes = 0
    private let limit: Int

    /// - Parameter limit: how much audio is held.
    init(limit: CallDuration) {
        self.limit = LineAudio.bytes(in: limit)
    }

    /// Keeps one payload. Returned: how many older ones had to go.
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

    /// How much is held.
    var length: CallDuration { LineAudio.duration(ofBytes: bytes) }

    /// Takes the oldest payload, and how many bytes of audio it is.
    mutating func next() -> (base64: ByteBuffer, bytes: Int)? {
        guard let first = payloads.popFirst() else { return nil }
        bytes -= first.bytes
        return first
    }
}
