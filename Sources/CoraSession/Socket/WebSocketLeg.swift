import CoraCall
import NIOCore
import NIOWebSocket

/// Writes frames to one of a call's two sockets, and closes it. Loop-bound.
///
/// Frames are written into buffers that are used in turn: by the time one is used again, its bytes have normally gone
/// to the kernel, so that its memory is reused instead of allocated anew.
final class WebSocketLeg {
    /// Frames that may be on their way to the kernel before a buffer has to be allocated.
    private static let buffers = 8
    /// How many bytes may be buffered for a peer that does not read: 4 MiB.
    static let longestBacklog = 4 << 20

    private var context: ChannelHandlerContext?
    private var ring: [ByteBuffer]
    private var turn = 0
    private var isUnflushed = false
    private var masking: MaskingKeys?
    /// The ping to answer once the peer reads again.
    private var owedPing: ByteBuffer?
    private(set) var isClosing = false

    /// - Parameter isClient: whether frames are masked (RFC 6455 §5.1: a client's always, a server's never).
    init(isClient: Bool) {
        masking = isClient ? MaskingKeys() : nil
        ring = Array(repeating: ByteBuffer(), count: Self.buffers)
    }

    /// The handler of this socket was added to its pipeline.
    func attach(_ context: ChannelHandlerContext) {
        self.context = context
    }

    /// The handler of this socket was removed from its pipeline: nothing can be written any more.
    func detach() {
        context = nil
    }

    /// Whether frames can be written: the handler is in its pipeline and the socket is not closing.
    var isOpen: Bool { context != nil && !isClosing }

    /// Whether more than ``longestBacklog`` is buffered because the peer does not read.
    var isOverfull: Bool {
        guard let channel = context?.channel, !channel.isWritable else { return false }
        let pending = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
        return (pending ?? 0) > Self.longestBacklog
    }

    /// How many written bytes wait in the channel because the kernel has not taken them.
    var pendingBytes: Int {
        guard let context else { return 0 }
        return (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Writes one frame, of text if nothing else is said, with what `body` writes; it is sent by the next `flush()`.
    /// Writes nothing if it stays empty.
    func write(as opcode: WebSocketOpcode = .text, _ body: (inout ByteBuffer) -> Void) {
        guard isOpen else { return }
        turn = (turn + 1) % Self.buffers
        ring[turn].clear()
        body(&ring[turn])
        guard ring[turn].readableBytes > 0 else { return }
        send(opcode, ring[turn])
    }

    /// Sends what was written. Costs nothing if nothing was.
    func flush() {
        guard isUnflushed else { return }
        isUnflushed = false
        context?.flush()
    }

    /// Answers a ping (RFC 6455 §5.5.3). While the peer does not read, only its latest ping is kept, and answered once it
    /// reads again: a peer that pings and never reads must not fill the memory.
    func pong(_ data: ByteBuffer) {
        guard isOpen, let channel = context?.channel else { return }
        guard channel.isWritable else { return owedPing = data }
        send(.pong, data)
        flush()
    }

    /// The peer reads again, or has stopped to: answers the ping that was kept. For `channelWritabilityChanged`.
    func writabilityChanged() {
        guard let data = owedPing, context?.channel.isWritable == true else { return }
        owedPing = nil
        pong(data)
    }

    /// Sends a close frame and closes the socket.
    /// - Parameters:
    ///   - code: the close code, RFC 6455 §7.4.1.
    ///   - reason: the reason as a word, of 123 bytes at most; nil for none.
    ///   - patience: how long to wait for the peer to close first. If we close while its bytes are unread, the kernel
    ///     resets the connection and the peer might never see our code; zero where that does not matter.
    func close(_ code: UInt16, reason: String? = nil, patience: TimeAmount) {
        guard let context, !isClosing else { return }
        var data = ByteBuffer()
        data.writeInteger(code)
        if let reason { data.writeString(reason) }
        send(.connectionClose, data)
        isClosing = true
        flush()
        let channel = context.channel
        if patience == .zero {
            channel.close(promise: nil)
        } else {
            let deadline = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
            channel.closeFuture.whenComplete { _ in deadline.cancel() }
        }
    }

    /// Closes the socket at once, because the peer sent a close frame or answered ours.
    func closeNow() {
        isClosing = true
        context?.close(promise: nil)
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: masking?.next(), data: data)
        context?.write(NIOAny(frame), promise: nil)
        isUnflushed = true
    }
}
