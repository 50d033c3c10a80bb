import NIOCore
import NIOWebSocket

/// One websocket of a session: reads and writes frames. Loop-bound, as every handler.
final class StandInHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// Large enough for 15 MiB of audio in base64 in an event.
    static let maximumFrameSize = 24 * 1_024 * 1_024

    /// How long the client has to answer a close frame.
    private static let closeTimeout = TimeAmount.seconds(2)

    private let session: LoopBound<LiveSession>
    private let role: SocketRole
    private let opening: SessionOpening
    private var context: ChannelHandlerContext?
    private var isClosing = false
    private var closeCode: Int?

    /// - Parameter opening: how the session begins, if this is its first socket.
    init(_ session: LoopBound<LiveSession>, as role: SocketRole, opening: SessionOpening = .open) {
        self.session = session
        self.role = role
        self.opening = opening
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let handler = LoopBound(self, on: context.eventLoop)
        let (session, key, role, opening) = (session, ObjectIdentifier(self), role, opening)
        session.run { $0.attach(handler, key, role, opening) }
        context.channel.closeFuture.whenComplete { _ in
            handler.run { handler in
                handler.context = nil
                let code = handler.closeCode
                session.run { $0.detach(key, code: code) }
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        let (opcode, bytes, isMasked) = (frame.opcode, frame.unmaskedData, frame.maskKey != nil)
        let key = ObjectIdentifier(self)
        session.run { $0.receive(opcode, bytes, isMasked: isMasked, from: key) }
    }

    /// Closes the connection of a client that no longer reads, so that what waits for it stays below the watermark.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable { context.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Does what the session wants done, in order.
    func perform(_ outputs: [StandInSession.Output]) {
        guard let context else { return }
        for output in outputs {
            switch output {
            case .event(_, let text): write(.text, text, context)
            case .binary(let bytes): write(.binary, bytes, context)
            case .ping: write(.ping, ByteBuffer(string: "ping"), context)
            case .pong(let data): write(.pong, data, context)
            case .close(let code, let reason): close(context, code: code, reason: reason)
            case .abort:
                context.flush()
                context.close(promise: nil)
            case .reset: context.channel.reset()
            }
        }
        context.flush()
    }

    /// Answers a close frame, and closes the connection.
    func answerClose(_ data: ByteBuffer) {
        guard let context else { return }
        if !isClosing {
            var data = data
            closeCode = data.readWebSocketErrorCode().map { Int(UInt16(webSocketErrorCode: $0)) }
            var answer = ByteBuffer()
            if let closeCode { answer.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: closeCode)) }
            write(.connectionClose, answer, context)
            isClosing = true
        }
        context.flush()
        context.close(promise: nil)
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    /// Sends a close frame and waits ``closeTimeout`` for the client's: closing at once could lose what was sent
    /// before.
    private func close(_ context: ChannelHandlerContext, code: Int, reason: String) {
        guard !isClosing else { return }
        var data = ByteBuffer()
        data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: code))
        data.writeString(reason)
        write(.connectionClose, data, context)
        isClosing = true
        closeCode = code
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.closeTimeout) {
            self.context?.close(promise: nil)
        }
    }
}
