import Logging
import NIOCore
import NIOWebSocket

/// The websocket side of one session: reads and writes frames, and keeps one timer. Loop-bound, as every handler.
///
/// The protocol itself is the work of ``StandInSession``.
final class StandInHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// Large enough for 15 MiB of audio in base64 in an event.
    static let maximumFrameSize = 24 * 1_024 * 1_024

    /// How long the client has to answer a close frame.
    private static let closeTimeout = TimeAmount.seconds(2)

    private var session: StandInSession
    private let opening: SessionOpening
    private let ended: @Sendable (StandInRecord) -> Void
    private let configuration: StandInConfiguration
    private let logger: Logger
    private var openedAt = NIODeadline.now()
    private var timer: (deadline: Duration, task: Scheduled<Void>)?
    private var isClosing = false
    private var hasBegun = false
    private var hasEnded = false
    private var context: ChannelHandlerContext?
    private var closeCode: Int?

    /// - Parameters:
    ///   - opening: how the session begins.
    ///   - ended: called once, when the connection is gone, with what the session heard and said.
    init(
        session: StandInSession, opening: SessionOpening, configuration: StandInConfiguration, logger: Logger,
        ended: @escaping @Sendable (StandInRecord) -> Void
    ) {
        self.session = session
        self.opening = opening
        self.ended = ended
        self.configuration = configuration
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        self.context = context
        openedAt = .now()
        hasBegun = true
        configuration.observer?.sessionOpened(session.id)
        logger.debug("session opened", metadata: ["session": "\(session.id)"])
        switch opening {
        case .open: session.open()
        case .close(let closing): session.close(closing)
        case .mute: session.freeze()
        }
        perform(context)
        context.flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard !session.isFrozen else { return }
        guard frame.maskKey != nil else {
            close(context, code: .protocolError, reason: "unmasked frame")
            return
        }
        switch frame.opcode {
        case .text: receive(frame.unmaskedData, at: elapsed)
        case .binary: session.receiveBinary(at: elapsed)
        case .ping:
            context.write(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
        case .connectionClose: answerClose(context, frame.unmaskedData)
        default: break
        }
        perform(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
        context.fireChannelReadComplete()
    }

    /// Closes the connection of a client that no longer reads, so that what waits for it stays below the watermark.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable { context.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["session": "\(session.id)", "error": "\(error)"])
        context.close(promise: nil)
    }

    private var elapsed: Duration { .nanoseconds((NIODeadline.now() - openedAt).nanoseconds) }

    /// Writes the session's outputs, and sets the timer for its next deadline.
    private func perform(_ context: ChannelHandlerContext) {
        for output in session.takeOutputs() {
            switch output {
            case .event(_, let text): send(text, context)
            case .binary(let bytes): write(.binary, bytes, context)
            case .ping: write(.ping, ByteBuffer(integer: UInt32(session.id.count)), context)
            case .close(let code, let reason):
                close(context, code: WebSocketErrorCode(codeNumber: code), reason: reason)
            case .abort:
                context.flush()
                context.close(promise: nil)
            case .reset: context.channel.reset()
            }
        }
        arm(context)
    }

    /// Lets a fault befall the session. Loop-bound.
    func inflict(_ fault: SessionFault) {
        guard let context, !hasEnded else { return }
        session.inflict(fault, at: elapsed)
        perform(context)
        context.flush()
    }

    /// What the session heard and said until now. Loop-bound.
    var record: StandInRecord {
        var record = session.record
        record.isOpen = !hasEnded
        record.closeCode = closeCode
        return record
    }

    private func receive(_ text: ByteBuffer, at time: Duration) {
        configuration.observer?.exchanged(text, from: .client, session: session.id, at: time)
        session.receive(text, at: time)
    }

    private func send(_ text: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        configuration.observer?.exchanged(text, from: .server, session: session.id, at: elapsed)
        write(.text, text, context)
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    private func arm(_ context: ChannelHandlerContext) {
        let deadline = hasEnded ? nil : session.nextDeadline
        guard deadline != timer?.deadline else { return }
        timer?.task.cancel()
        timer = deadline.map { deadline in
            let at = openedAt + .nanoseconds(deadline.nanoseconds)
            let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: at) { self.timerFired(context) }
            return (deadline, task)
        }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        guard !hasEnded else { return }
        timer = nil
        session.advance(to: elapsed)
        perform(context)
        context.flush()
    }

    /// Sends a close frame and waits ``closeTimeout`` for the client's: closing at once could lose what was sent
    /// before.
    private func close(_ context: ChannelHandlerContext, code: WebSocketErrorCode, reason: String) {
        guard !isClosing else { return }
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        data.writeString(reason)
        write(.connectionClose, data, context)
        isClosing = true
        closeCode = Int(UInt16(webSocketErrorCode: code))
        context.flush()
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.closeTimeout) {
            if !self.hasEnded { context.close(promise: nil) }
        }
    }

    private func answerClose(_ context: ChannelHandlerContext, _ data: ByteBuffer) {
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

    private func end() {
        guard hasBegun, !hasEnded else { return }
        hasEnded = true
        timer?.task.cancel()
        timer = nil
        context = nil
        ended(record)
        configuration.observer?.sessionClosed(session.id, code: closeCode, log: session.log)
        logger.debug("session closed", metadata: ["session": "\(session.id)", "code": "\(closeCode ?? 0)"])
    }
}

extension Duration {
    /// The duration for NIO's clock; enough for 292 years.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
