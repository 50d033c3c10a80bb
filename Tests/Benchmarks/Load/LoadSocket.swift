import CoraRelay
import CoraWire
import NIOCore

/// Who speaks over a websocket of the load. Loop-bound.
protocol LoadEnd: AnyObject {
    /// The socket is open.
    func opened(_ socket: LoadSocket)
    /// A message arrived; its bytes are valid until this returns.
    func received(_ text: UnsafeRawBufferPointer, at now: UInt64)
    /// The socket is closed.
    func closed()
}

/// A websocket of the load: one handler a channel, no frame objects, so that both ends of hundreds of calls fit on one core.
/// Loop-bound.
final class LoadSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let longest = 1 << 20

    private let end: any LoadEnd
    /// What a client asks for; nil of a server's.
    private let request: String?
    private var isOpen = false
    private var begun = ByteBuffer()
    private var out = ByteBuffer()
    private var reader: MessageReader
    private var context: ChannelHandlerContext?

    /// - Parameter request: what a client asks for; nil of a server's socket.
    init(_ end: any LoadEnd, request: String?) {
        self.end = end
        self.request = request
        reader = MessageReader(FrameLimits(longestMessage: Self.longest), isMasked: request == nil)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end.closed()
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let request else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = NIODeadline.now().uptimeNanoseconds
        let bytes = unwrapInboundIn(data)
        do {
            if isOpen { try read(bytes, at: now) } else { try open(bytes, at: now) }
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func open(_ bytes: ByteBuffer, at now: UInt64) throws {
        begun.writeImmutableBuffer(bytes)
        guard let head = try begun.withUnsafeReadableBytes({ try HTTPHead.read($0) }) else { return }
        begun.moveReaderIndex(forwardBy: head.length)
        if request == nil {
            guard let key = head["sec-websocket-key"] else { throw HTTPHead.Fault.malformed }
            let answer = """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: \(AcceptKey.answer(to: key))\r
                \r\n
                """
            context?.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        } else if head.first[1] != "101" {
            throw HTTPHead.Fault.malformed
        }
        isOpen = true
        end.opened(self)
        if begun.readableBytes > 0 { try read(begun, at: now) }
        begun = ByteBuffer()
    }

    private func read(_ bytes: ByteBuffer, at now: UInt64) throws {
        var bytes = reader.join(bytes)
        var offset = 0
        try bytes.withUnsafeReadableBytes { readable in
            // Nobody else reads these bytes before they are given back to NIO's pool.
            let mutable = UnsafeMutableRawBufferPointer(mutating: readable)
            while let message = try reader.next(in: mutable, at: &offset) {
                switch message {
                case .inPlace(.text, let text): end.received(text, at: now)
                case .joined(.text, let buffer): buffer.withUnsafeReadableBytes { end.received($0, at: now) }
                case .inPlace(.close, _): context?.close(promise: nil)
                default: break
                }
            }
        }
        reader.keep(&bytes, from: offset)
    }

    // MARK: Sending

    /// Sends a message, flushed at once: what comes apart from a real peer arrives apart.
    func send(_ text: ByteBuffer) {
        let header = FrameHeader(
            .text, mask: request == nil ? nil : FrameMask(key: 0x5EED_CA11), count: text.readableBytes)
        let length = header.length
        out.clear()
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: length + header.count) { target in
            guard let start = target.baseAddress else { return 0 }
            header.write(to: start)
            text.withUnsafeReadableBytes { bytes in
                guard let source = bytes.baseAddress else { return }
                if let mask = header.mask {
                    mask.copy(bytes, to: start + length)
                } else {
                    (start + length).copyMemory(from: source, byteCount: bytes.count)
                }
            }
            return length + header.count
        }
        context?.writeAndFlush(wrapOutboundOut(out), promise: nil)
    }

    /// Ends the connection.
    func close() {
        context?.close(promise: nil)
    }
}
