package import CoraWire
package import NIOCore

/// What speaks over a socket of the load generator. Loop-bound.
protocol SocketEnd: AnyObject {
    func opened(_ socket: LoadSocket)
    func received(_ text: ByteBuffer, at now: UInt64)
    /// A frame came that is no text.
    func receivedOther()
    func closed()
}

/// A websocket with as little as it takes: text in, text out, by CORA's own codec: hundreds of calls are to fit on a core.
/// Loop-bound.
final class LoadSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The largest message, in bytes.
    private static let longestMessage = 1 << 20
    /// A peer that takes nothing for so long is no peer: what would wait for it is bounded.
    private static let mostUnsent = 4 << 20

    private let end: any SocketEnd
    private let isClient: Bool
    private var reader: MessageReader
    /// The message that is being told, in memory that the next one takes over.
    private var message = ByteBuffer()
    private var context: ChannelHandlerContext?
    /// Whether nothing more is read: after a fault, or the peer's close frame.
    private var isOver = false

    /// - Parameter isClient: whether frames are masked (RFC 6455, section 5.3).
    init(_ end: any SocketEnd, isClient: Bool) {
        self.end = end
        self.isClient = isClient
        reader = MessageReader(FrameLimits(longestMessage: Self.longestMessage), isMasked: !isClient)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // NIO's client refuses writes until its upgrade is through: see `dial`.
        if !isClient { end.opened(self) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end.closed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let now = context.eventLoop.now.uptimeNanoseconds
        var bytes = reader.join(unwrapInboundIn(data))
        // Nobody else reads these bytes before they are given back to NIO's pool, which keeps a reference to them: a
        // mutating access to the buffer would copy them.
        let offset = bytes.withUnsafeReadableBytes { read(UnsafeMutableRawBufferPointer(mutating: $0), at: now) }
        if !isOver { reader.keep(&bytes, from: offset) }
    }

    /// Takes all messages that are whole.
    /// - Returns: where what is left begins.
    private func read(_ bytes: UnsafeMutableRawBufferPointer, at now: UInt64) -> Int {
        var offset = 0
        do throws(FrameFault) {
            while !isOver, let next = try reader.next(in: bytes, at: &offset) { take(next, at: now) }
        } catch {
            isOver = true
            context?.close(promise: nil)
        }
        return offset
    }

    private func take(_ next: WebSocketMessage, at now: UInt64) {
        switch next {
        case .inPlace(let opcode, let payload):
            message.clear()
            message.writeBytes(payload)
            take(opcode, message, at: now)
        case .joined(let opcode, let data): take(opcode, data, at: now)
        }
    }

    private func take(_ opcode: FrameOpcode, _ data: ByteBuffer, at now: UInt64) {
        switch opcode {
        case .text: end.received(data, at: now)
        case .ping:
            write(.pong, data)
            flush()
        case .close:
            isOver = true
            write(.close, data)
            flush()
            context?.close(promise: nil)
        case .binary: end.receivedOther()
        case .pong, .continuation: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Sends a message at once.
    func send(_ text: ByteBuffer) {
        write(.text, text)
        flush()
    }

    /// Sends a message with the next ``flush()``.
    func add(_ text: ByteBuffer) { write(.text, text) }

    /// Has what was added leave.
    func flush() { context?.flush() }

    /// Says goodbye and closes (RFC 6455, section 7.1.2), once what was sent is out.
    func close() {
        guard let context else { return }
        var code = ByteBuffer()
        code.writeInteger(UInt16(1000))
        let frame = LoadFrame.bytes(.close, code, isMasked: isClient)
        context.writeAndFlush(NIOAny(frame)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func write(_ opcode: FrameOpcode, _ data: ByteBuffer) {
        guard let context else { return }
        guard context.channel.isWritable || unsent(context) < Self.mostUnsent else {
            return context.close(promise: nil)
        }
        context.write(NIOAny(LoadFrame.bytes(opcode, data, isMasked: isClient)), promise: nil)
    }

    private func unsent(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

/// A websocket frame as bytes (RFC 6455, section 5.2).
package enum LoadFrame {
    /// One whole message. A masked one has the key 0, which leaves the bytes as they are: the key protects what stands
    /// between two parties on the open Internet, and here there is nothing; the other end unmasks all the same.
    package static func bytes(_ opcode: FrameOpcode, _ data: ByteBuffer, isMasked: Bool) -> ByteBuffer {
        let header = FrameHeader(opcode, mask: isMasked ? FrameMask(key: 0) : nil, count: data.readableBytes)
        var frame = ByteBuffer()
        frame.writeWithUnsafeMutableBytes(minimumWritableBytes: header.length + header.count) { room in
            if let start = room.baseAddress { header.write(to: start) }
            return header.length
        }
        frame.writeImmutableBuffer(data)
        return frame
    }
}

/// The machine's monotonic clock, which all processes on it share, in nanoseconds.
package enum LoadClock {
    package static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}
