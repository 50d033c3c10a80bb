import CoraCall
import CoraWire
import NIOCore

/// Writes frames to one of a call's two sockets, and closes it. Loop-bound.
///
/// Frames are written one behind the other, as they go over the wire, into a buffer of the loop's
/// (``ScratchBuffers``), which the next flush writes to the channel: one buffer and one write a burst.
final class MediaSocket {
    /// How many bytes may be buffered for a peer that does not read: 4 MiB.
    static let longestBacklog = 4 << 20
    /// A burst is written to the channel in pieces of about this size, in bytes: what the channel holds is counted.
    private static let longestPiece = 48 << 10

    private var context: ChannelHandlerContext?
    private var scratch: ScratchBuffers?
    /// The frames of this burst; without memory of its own while there are none.
    private var burst = ByteBuffer()
    /// Whether something was written to the channel and not flushed.
    private var isUnflushed = false
    /// Whether the channel takes more (`Channel.isWritable`), which is noted because asking costs more than a frame.
    private var isWritable = true
    /// Whether bytes of ours wait in the channel for a peer that does not read them.
    private var lags = false
    private var masks: MaskingKeys?
    /// The room that is left for a header, which all frames of 126 to 65,535 bytes fill.
    private let headerRoom: Int
    /// The ping to answer once the peer reads again.
    private var owedPing: ByteBuffer?
    /// The frame at the burst's end that may still grow; nil if there is none.
    private var growing: Growing?
    private(set) var isClosing = false

    /// A frame without its header and its message's tail, and not masked.
    private struct Growing {
        var start: Int
        var tail: StaticString
    }

    /// - Parameter isClient: whether frames are masked (RFC 6455 §5.1: a client's always, a server's never).
    init(isClient: Bool) {
        masks = isClient ? MaskingKeys() : nil
        headerRoom = FrameHeader.length(count: 126, isMasked: isClient)
    }

    /// The handler of this socket was added to its pipeline.
    func attach(_ context: ChannelHandlerContext) {
        self.context = context
        scratch = .of(context.eventLoop)
        isWritable = context.channel.isWritable
    }

    /// The handler of this socket was removed from its pipeline: nothing can be written any more.
    func detach() {
        context = nil
        scratch = nil
        growing = nil
        burst = ByteBuffer()
    }

    /// Whether a peer has to mask what it sends here: a client has to, a server must not.
    var readsMasks: Bool { masks == nil }

    /// Whether frames can be written: the handler is in its pipeline and the socket is not closing.
    var isOpen: Bool { context != nil && !isClosing }

    /// Whether more than ``longestBacklog`` is buffered because the peer does not read.
    var isOverfull: Bool { !isWritable && pendingBytes > Self.longestBacklog }

    /// How many written bytes wait because the kernel has not taken them.
    var pendingBytes: Int { context == nil ? 0 : waiting + burst.readableBytes }

    private var waiting: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    // MARK: Writing

    /// Writes one frame, of text if nothing else is said, with what `body` appends; it is sent by the next `flush()`.
    /// Writes nothing if that is nothing.
    func write(as opcode: FrameOpcode = .text, _ body: (inout ByteBuffer) -> Void) {
        guard isOpen else { return }
        endGrowing()
        let start = begin()
        body(&burst)
        let count = burst.writerIndex - start - headerRoom
        guard count > 0 else { return takeBack(to: start) }
        finish(FrameHeader(opcode, mask: masks?.next(), count: count), at: start)
        if burst.readableBytes >= Self.longestPiece { passOn(flushing: false) }
    }

    /// Writes a piece of a message of text. Pieces that follow each other are one message, in one frame; it is whole once
    /// anything else is written, or the burst is sent. Writes nothing if the piece is nothing.
    /// - Parameters:
    ///   - head: what the message begins with. There is one kind of such messages a socket.
    ///   - tail: what it ends with.
    ///   - piece: appends the piece; returns whether another one may follow it.
    func grow(head: StaticString, tail: StaticString, _ piece: (inout ByteBuffer) -> Bool) {
        guard isOpen else { return }
        let known = growing
        let start = known?.start ?? begin()
        if known == nil { burst.writeStaticString(head) }
        let before = burst.writerIndex
        let mayGrow = piece(&burst)
        guard burst.writerIndex > before else {
            if known == nil { takeBack(to: start) }
            return
        }
        growing = Growing(start: start, tail: tail)
        if !mayGrow || burst.readableBytes >= Self.longestPiece { endGrowing() }
        if burst.readableBytes >= Self.longestPiece { passOn(flushing: false) }
    }

    /// Makes the message whole that may still grow.
    private func endGrowing() {
        guard let growing else { return }
        self.growing = nil
        burst.writeStaticString(growing.tail)
        let count = burst.writerIndex - growing.start - headerRoom
        finish(FrameHeader(.text, mask: masks?.next(), count: count), at: growing.start)
    }

    /// Leaves room for a header.
    /// - Returns: where the frame begins.
    private func begin() -> Int {
        if burst.readableBytes == 0, let scratch { burst = scratch.take() }
        let start = burst.writerIndex
        burst.reserveCapacity(minimumWritableBytes: headerRoom)
        burst.moveWriterIndex(forwardBy: headerRoom)
        return start
    }

    /// Nothing was to be written into the frame that begins there.
    private func takeBack(to start: Int) {
        burst.moveWriterIndex(to: start)
        if start == 0 { _ = scratch?.giveBack(&burst) }
    }

    /// Puts the header in front of a payload for which ``headerRoom`` was left, and masks it.
    private func finish(_ header: FrameHeader, at start: Int) {
        let shift = header.length - headerRoom
        if shift > 0 { burst.reserveCapacity(minimumWritableBytes: shift) }
        burst.withVeryUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let payload = base + start + header.length
            if shift != 0 { payload.copyMemory(from: base + start + headerRoom, byteCount: header.count) }
            header.write(to: base + start)
            header.mask?.apply(to: UnsafeMutableRawBufferPointer(start: payload, count: header.count))
        }
        burst.moveWriterIndex(to: start + header.length + header.count)
    }

    /// Sends what was written. Costs nothing if nothing was.
    func flush() {
        if burst.readableBytes > 0 {
            endGrowing()
            return passOn(flushing: true)
        }
        guard isUnflushed else { return }
        isUnflushed = false
        context?.flush()
    }

    /// Writes the burst to the channel.
    private func passOn(flushing: Bool) {
        guard let context, let scratch else { return }
        // What happens under the write may write again.
        var written = burst
        burst = ByteBuffer()
        isUnflushed = !flushing
        if lags { lags = waiting > 0 }
        // What waits for a slow peer takes its own size, and not that of the loop's buffer.
        if lags {
            var copy = ByteBufferAllocator().buffer(capacity: written.readableBytes)
            copy.writeImmutableBuffer(written)
            swap(&copy, &written)
            _ = scratch.giveBack(&copy)
        }
        if flushing {
            context.writeAndFlush(NIOAny(written), promise: nil)
        } else {
            context.write(NIOAny(written), promise: nil)
        }
        if !lags { lags = !scratch.giveBack(&written) }
    }

    // MARK: Control

    /// Answers a ping (RFC 6455 §5.5.3). While the peer does not read, only its latest ping is kept, and answered once it
    /// reads again: a peer that pings and never reads must not fill the memory.
    func pong(_ data: UnsafeRawBufferPointer) {
        guard isOpen else { return }
        guard isWritable else { return owedPing = ByteBuffer(bytes: data) }
        writeControl(.pong, data)
        flush()
    }

    /// The peer reads again, or has stopped to: answers the ping that was kept. For `channelWritabilityChanged`.
    func writabilityChanged() {
        isWritable = context?.channel.isWritable ?? true
        guard isWritable, let data = owedPing else { return }
        owedPing = nil
        data.withUnsafeReadableBytes { pong($0) }
    }

    /// Sends a close frame and closes the socket.
    /// - Parameters:
    ///   - code: the close code, RFC 6455 §7.4.1.
    ///   - reason: the reason as a word, of 123 bytes at most; nil for none.
    ///   - patience: how long to wait for the peer to close first. If we close while its bytes are unread, the kernel
    ///     resets the connection and the peer might never see our code; zero where that does not matter.
    func close(_ code: UInt16, reason: String? = nil, patience: TimeAmount) {
        guard let context, !isClosing else { return }
        tellEnd(code, reason: reason)
        isClosing = true
        let channel = context.channel
        if patience == .zero {
            channel.close(promise: nil)
        } else {
            let deadline = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
            channel.closeFuture.whenComplete { _ in deadline.cancel() }
        }
    }

    /// Sends a close frame, and leaves the socket as it is.
    func tellEnd(_ code: UInt16, reason: String? = nil) {
        write(as: .close) { data in
            data.writeInteger(code)
            if let reason { data.writeString(reason) }
        }
        flush()
    }

    /// Closes the socket at once, because the peer sent a close frame or answered ours.
    func closeNow() {
        isClosing = true
        context?.close(promise: nil)
    }

    private func writeControl(_ opcode: FrameOpcode, _ data: UnsafeRawBufferPointer) {
        write(as: opcode) { $0.writeBytes(data) }
    }
}
