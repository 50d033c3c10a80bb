import BenchProbes
import NIOCore

/// One end of a socket from probe to probe, without CORA: what the same frames take on this machine anyway.
/// Loop-bound.
final class DirectEnd: ProbeEnd {
    private let key: StaticString
    private var socket: ProbeSocket?
    private(set) var arrivals = Arrivals()
    private(set) var sent: UInt64 = 0

    /// - Parameter key: what stands before the audio in the messages that arrive.
    init(audioAfter key: StaticString) {
        self.key = key
    }

    func opened(_ socket: ProbeSocket) {
        self.socket = socket
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        if let stamp = Stamp(in: text, after: key) { arrivals.add(stamp, at: now) }
    }

    /// Sends a stamped frame in the message that `wrap` makes around it.
    func send(_ wrap: (UInt64, ByteBuffer) -> ByteBuffer) {
        sent += 1
        socket?.send(wrap(sent, Stamp(sequence: sent, sentAt: Stamp.now).frame))
    }
}
