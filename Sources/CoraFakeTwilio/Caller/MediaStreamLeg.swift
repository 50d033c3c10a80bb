import CoraTwilio
import CoraWire
import NIOCore
import NIOWebSocket

/// How a media stream ended.
enum StreamEnd: Sendable, Equatable {
    /// The caller hung up.
    case callerHungUp
    /// The server closed the socket.
    case serverClosed
    /// The server moved the call elsewhere through the REST API.
    case moved
}

/// Twilio's end of one media socket: speaks the protocol in real time for a ``CallLine``.
///
/// Loop-bound. Ticks each 20 ms on an absolute clock: a late tick does not make the next one late.
final class MediaStreamLeg: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private static let tickLength = TimeAmount.milliseconds(20)

    private let line: CallLine
    private let streamSid: String
    private let firstTimestamp: Int
    private let ended: EventLoopPromise<StreamEnd>
    private var writer: MediaStreamEventWriter
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var isOver = false
    private var audio = ByteBuffer()
    private var random = SystemRandomNumberGenerator()

    init(line: CallLine, start: StreamStart, firstTimestamp: Int, ended: EventLoopPromise<StreamEnd>) {
        self.line = line
        streamSid = start.streamSid
        self.firstTimestamp = firstTimestamp
        self.ended = ended
        writer = MediaStreamEventWriter(start)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // NIO drops what is written while the upgrade is being finished, which is now.
        context.eventLoop.assumeIsolated().execute { self.begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.serverClosed)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text:
            receive(frame.unmaskedData)
        case .binary:
            line.violated(31_950, "a binary frame of \(frame.length) bytes")
        case .ping:
            send(opcode: .pong, frame.unmaskedData)
        case .connectionClose:
            send(opcode: .connectionClose, frame.unmaskedData)
            context.flush()
            finish(.serverClosed)
            context.close(promise: nil)
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { line.violated(31_903, "the socket broke without a close frame") }
        finish(.serverClosed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isOver { line.violated(31_924, "\(error)") }
        context.close(promise: nil)
    }

    private func begin() {
        guard let context, !isOver else { return }
        write { writer, buffer in writer.writeConnected(into: &buffer) }
        line.streamStarted(firstTimestamp: firstTimestamp)
        write { writer, buffer in writer.writeStart(into: &buffer) }
        context.flush()
        scheduleTick(at: .now() + Self.tickLength)
    }

    // MARK: From the server

    private func receive(_ message: ByteBuffer) {
        do throws(MediaStreamError) {
            let command = try message.withUnsafeReadableBytes { bytes in
                Result { () throws(MediaStreamError) in
                    try MediaStreamCommand.decode(bytes, streamSid: streamSid)
                }
            }.get()
            perform(command, message)
        } catch {
            line.violated(31_951, error.message)
        }
    }

    private func perform(_ command: MediaStreamCommand, _ message: ByteBuffer) {
        switch command {
        case .media(let frame):
            var payload = ByteBuffer()
            message.withUnsafeReadableBytes { frame.writePayload(from: $0, into: &payload) }
            audio.clear()
            guard payload.withUnsafeReadableBytes({ Base64.decode($0, into: &audio) }) else {
                return line.violated(31_951, "media.payload is not base64")
            }
            line.receive(audio: audio.readableBytesView)
        case .mark(let name):
            if line.receive(mark: name) { echo(name) }
        case .clear:
            for name in line.receiveClear() { echo(name) }
        }
    }

    private func echo(_ mark: String) {
        line.note(.mark(mark))
        write { writer, buffer in writer.writeMark(mark, into: &buffer) }
    }

    // MARK: To the server

    private func scheduleTick(at deadline: NIODeadline) {
        guard let context else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.tick(deadline) }
    }

    private func tick(_ deadline: NIODeadline) {
        guard !isOver, let context else { return }
        line.record.pacing.add(.nanoseconds((NIODeadline.now() - deadline).nanoseconds))
        if line.isMovedAway { return leave(.moved) }
        let outgoing = line.tick()
        if outgoing.hangsUp { return leave(.callerHungUp) }
        for name in outgoing.marks { echo(name) }
        for key in outgoing.keys {
            write { writer, buffer in writer.writeDTMF(key, into: &buffer) }
        }
        if let timestamp = outgoing.timestamp {
            write { writer, buffer in
                line.outgoingFrame.withUnsafeBytes { bytes in
                    writer.writeMedia(audio: bytes, timestamp: timestamp, into: &buffer)
                }
            }
        }
        context.flush()
        scheduleTick(at: deadline + Self.tickLength)
    }

    /// Sends `stop` and closes the socket, because the caller hung up or the call goes elsewhere.
    private func leave(_ end: StreamEnd) {
        guard let context else { return }
        write { writer, buffer in writer.writeStop(into: &buffer) }
        send(opcode: .connectionClose, WebSocketErrorCode.normalClosureBytes)
        context.flush()
        finish(end)
        context.close(promise: nil)
    }

    private func finish(_ end: StreamEnd) {
        guard !isOver else { return }
        isOver = true
        timer?.cancel()
        timer = nil
        line.streamEnded(byServer: end != .callerHungUp)
        ended.succeed(end)
    }

    private func write(_ body: (inout MediaStreamEventWriter, inout ByteBuffer) -> Void) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        body(&writer, &buffer)
        send(opcode: .text, buffer)
    }

    private func send(opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard let context else { return }
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(using: &random), data: data)
        context.write(wrapOutboundOut(frame), promise: nil)
    }
}

extension WebSocketErrorCode {
    /// The body of a close frame with code 1000.
    fileprivate static var normalClosureBytes: ByteBuffer { ByteBuffer(bytes: [0x03, 0xE8]) }
}
