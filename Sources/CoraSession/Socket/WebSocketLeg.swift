import CoraCall
import NIOCore
import NIOWebSocket

/// One of a call's two sockets, as the call writes to it. Loop-bound.
///
/// Frames are written into buffers that take turns: by the time one is used again, its bytes have normally left for
/// the kernel, so that its memory is written over instead of allocated anew.
final class WebSocketLeg {
    /// Frames that may be on their way to the kernel before a buffer has to be allocated.
    private static let buffers = 8
    /// What a peer that does not read may make us keep.
    static let longestBacklog = 4 << 20

    private var context: ChannelHandlerContext?
    private var ring: [ByteBuffer]
    private var turn = 0
    private var isUnflushed = false
    private var masking: MaskingKeys?
    private(set) var isClosing = false

    /// - Parameter isClient: whether frames are masked (RFC 6455 §5.1: a client's always, a server's never).
    init(isClient: Bool) {
        masking = isClient ? MaskingKeys() : nil
        ring = Array(repeating: ByteBuffer(), count: Self.buffers)
    }

    /// The handler that speaks for this leg is in its pipeline.
    func attach(_ context: ChannelHandlerContext) {
        self.context = context
    }

    /// The handler has left its pipeline: nothing can be written any more.
    func detach() {
        context = nil
    }

    /// Whether the socket is there.
    var isOpen: Bool { context != nil && !isClosing }

    /// Whether the peer has not read for so long that keeping more would be without bound.
    var isOverfull: Bool {
        guard let channel = context?.channel, !channel.isWritable else { return false }
        let pending = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
        return (pending ?? 0) > Self.longestBacklog
    }

    /// Bytes written that the peer's kernel has not taken.
    var pendingBytes: Int {
        guard let context else { return 0 }
        return (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Writes one text frame, unless it stays empty; it leaves with the next `flush()`.
    func write(_ body: (inout ByteBuffer) -> Void) {
        guard isOpen else { return }
        turn = (turn + 1) % Self.buffers
        ring[turn].clear()
        body(&ring[turn])
        guard ring[turn].readableBytes > 0 else { return }
        send(.text, ring[turn])
    }

    /// Sends what was written. Free if nothing was.
    func flush() {
        guard isUnflushed else { return }
        isUnflushed = false
        context?.flush()
    }

    /// Answers a ping (RFC 6455 §5.5.3).
    func pong(_ data: ByteBuffer) {
        guard isOpen else { return }
        send(.pong, data)
        flush()
    }

    /// Says goodbye to the peer and closes.
    /// - Parameters:
    ///   - code: RFC 6455 §7.4.1.
    ///   - patience: how long the peer's own close is awaited. Closing with its bytes unread would make the kernel
    ///     reset the connection, and the peer might never see our code; zero where that does not matter.
    func close(_ code: UInt16, patience: TimeAmount) {
        guard let context, !isClosing else { return }
        var data = ByteBuffer()
        data.writeInteger(code)
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

    /// The peer said goodbye, or answered ours.
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
