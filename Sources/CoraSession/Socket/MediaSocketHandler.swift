import CoraWire
import NIOCore

/// What takes the messages of a ``MediaSocket``. Loop-bound. The bytes of a message are valid within the call alone.
protocol SocketListener: AnyObject {
    /// A message or a control frame arrived; what it is comes next.
    func frameArrived()
    /// A message of text arrived.
    func textArrived(_ message: UnsafeRawBufferPointer)
    /// A message of bytes arrived.
    func bytesArrived(_ message: UnsafeRawBufferPointer)
    /// The peer sent a close frame with this payload; the socket is closed behind the call.
    func peerCloses(_ payload: UnsafeRawBufferPointer)
    /// All that one read brought has been told.
    func readEnded()
    /// The connection is gone.
    func socketIsGone()
    /// The peer broke the protocol (`FrameFault`), or the connection has an error. Nothing more is read after a fault; the
    /// listener closes the socket.
    func socketFailed(_ error: any Error)
}

/// The one handler of a media socket after its upgrade: finds frames in the bytes that were read, where they lie, and
/// answers pings. What is sent goes past it (``MediaSocket``). Loop-bound.
final class MediaSocketHandler<Listener: SocketListener>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let socket: MediaSocket
    private let listener: Listener
    private var reader: MessageReader
    /// Whether nothing more is read: after a fault, or the peer's close frame (RFC 6455 §5.5.1).
    private var isOver = false

    /// - Parameter longestMessage: the longest message that is taken, in bytes.
    init(_ socket: MediaSocket, _ listener: Listener, longestMessage: Int) {
        self.socket = socket
        self.listener = listener
        reader = MessageReader(FrameLimits(longestMessage: longestMessage), isMasked: socket.readsMasks)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        socket.attach(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        socket.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var bytes = reader.join(unwrapInboundIn(data))
        let end = bytes.withUnsafeReadableBytes { read($0) }
        if !isOver { reader.keep(&bytes, from: end) }
    }

    /// Takes all messages that are whole.
    /// - Returns: where what is left begins.
    private func read(_ bytes: UnsafeRawBufferPointer) -> Int {
        // NIO's pool of receive buffers keeps a reference to the one it hands out, so that a mutating access to the
        // buffer would copy it. Nobody but us reads these bytes, so they lose their masks through the pointer for
        // reading (measured: a fifth of a relay's instructions).
        let bytes = UnsafeMutableRawBufferPointer(mutating: bytes)
        var offset = 0
        do throws(FrameFault) {
            while !isOver, let message = try reader.next(in: bytes, at: &offset) { take(message) }
        } catch {
            isOver = true
            listener.socketFailed(error)
        }
        return offset
    }

    private func take(_ message: WebSocketMessage) {
        listener.frameArrived()
        switch message {
        case .inPlace(let opcode, let payload): take(opcode, payload)
        case .joined(let opcode, let data): data.withUnsafeReadableBytes { take(opcode, $0) }
        }
    }

    private func take(_ opcode: FrameOpcode, _ payload: UnsafeRawBufferPointer) {
        switch opcode {
        case .text: listener.textArrived(payload)
        case .binary: listener.bytesArrived(payload)
        case .ping: socket.pong(payload)
        case .close:
            isOver = true
            listener.peerCloses(payload)
            socket.closeNow()
        case .pong, .continuation: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        listener.readEnded()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        socket.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        listener.socketIsGone()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The server stops: its supervisor ends calls with a goodbye, and the socket must not be closed before.
        if event is ChannelShouldQuiesceEvent { return }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        listener.socketFailed(error)
    }
}
