package import NIOCore
package import NIOWebSocket

/// What speaks over a socket of the load generator. Loop-bound.
protocol SocketEnd: AnyObject {
    func opened(_ socket: LoadSocket)
    func received(_ text: ByteBuffer, at now: UInt64)
    /// A frame came that is no text.
    func receivedOther()
    func closed()
}

/// A websocket with as little as it takes: text in, text out. Frames are written here and go past NIO's encoder: hundreds
/// of calls are to fit on a core. Loop-bound.
final class LoadSocket: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = ByteBuffer

    /// The largest message, in bytes.
    static let maxFrameSize = 1 << 20
    /// A peer that takes nothing for so long is no peer: what would wait for it is bounded.
    private static let mostUnsent = 4 << 20

    private let end: any SocketEnd
    private let isClient: Bool
    private var context: ChannelHandlerContext?
    /// The place of NIO's encoder in the pipeline: what is written there is bytes.
    private var wire: ChannelHandlerContext?

    /// - Parameter isClient: whether frames are masked (RFC 6455, section 5.3).
    init(_ end: any SocketEnd, isClient: Bool) {
        self.end = end
        self.isClient = isClient
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        wire = try? context.pipeline.syncOperations.context(handlerType: WebSocketFrameEncoder.self)
        // NIO's client refuses writes until its upgrade is through: see `dial`.
        if !isClient { end.opened(self) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        wire = nil
        end.closed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = LoadClock.now
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: end.received(frame.unmaskedData, at: now)
        case .ping:
            write(.pong, frame.unmaskedData)
            flush()
        case .pong: break
        case .connectionClose:
            write(.connectionClose, frame.unmaskedData)
            flush()
            context.close(promise: nil)
        default: end.receivedOther()
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
    func flush() { wire?.flush() }

    /// Says goodbye and closes (RFC 6455, section 7.1.2), once what was sent is out.
    func close() {
        guard let context, let wire else { return }
        var code = ByteBuffer()
        code.writeInteger(UInt16(1000))
        let frame = LoadFrame.bytes(.connectionClose, code, isMasked: isClient)
        wire.writeAndFlush(wrapOutboundOut(frame)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard let context, let wire else { return }
        guard context.channel.isWritable || unsent(context) < Self.mostUnsent else {
            return context.close(promise: nil)
        }
        wire.write(wrapOutboundOut(LoadFrame.bytes(opcode, data, isMasked: isClient)), promise: nil)
    }

    private func unsent(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

/// A websocket frame as bytes (RFC 6455, section 5.2).
package enum LoadFrame {
    /// One whole message. A masked one has the key 0, which leaves the bytes as they are: the key protects what stands
    /// between two parties on the open Internet, and here there is nothing; the other end unmasks all the same.
    package static func bytes(_ opcode: WebSocketOpcode, _ data: ByteBuffer, isMasked: Bool) -> ByteBuffer {
        let length = data.readableBytes
        var frame = ByteBuffer()
        frame.reserveCapacity(length + 14)
        frame.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch length {
        case ..<126: frame.writeInteger(mask | UInt8(length))
        case ..<65_536: frame.writeMultipleIntegers(mask | 126, UInt16(length))
        default: frame.writeMultipleIntegers(mask | 127, UInt64(length))
        }
        if isMasked { frame.writeInteger(UInt32(0)) }
        frame.writeImmutableBuffer(data)
        return frame
    }
}

/// The machine's monotonic clock, which all processes on it share, in nanoseconds.
package enum LoadClock {
    package static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}
