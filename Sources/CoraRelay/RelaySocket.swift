import CoraWire
import NIOCore

/// One socket of a relayed call, the carrier's or the model's: the only handler in its pipeline. It finds messages in the
/// bytes that come, and writes what they come to for the other socket. Whatever a peer does wrong closes its call, and no
/// other. Loop-bound.
final class RelaySocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Whose socket it is.
    enum Side {
        case carrier
        case model
    }

    /// What its bytes are.
    enum Stage {
        case head
        case frames
        /// Nothing is read any more.
        case over
    }

    /// The longest message, and the longest body of a request.
    static let longest = 1 << 20

    let side: Side
    let desk: RelayDesk
    var stage = Stage.head
    /// Bytes that belong to no whole head yet.
    var begun = ByteBuffer()
    /// The call's other socket.
    var other: RelaySocket?
    /// Of the carrier's: what it is sent, once its stream has begun.
    private(set) var carrierText: CarrierText?
    private let burst: Burst
    private var reader: MessageReader
    private(set) var context: ChannelHandlerContext?

    /// - Parameter desk: what all sockets of the loop share.
    init(_ side: Side, _ desk: RelayDesk) {
        self.side = side
        self.desk = desk
        burst = desk.burst
        reader = MessageReader(FrameLimits(longestMessage: Self.longest), isMasked: side == .carrier)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if side == .model, stage == .head { requestUpgrade() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch stage {
        case .frames: readFrames(bytes)
        case .head: readHead(bytes)
        case .over: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        burst.flush()
    }

    /// A peer that takes nothing: the mark is the bound of what waits for it.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable { end() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end()
    }

    /// Sends bytes at once.
    @inline(__always)
    func send(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Ends the call: closes this socket and the other one.
    func end() {
        guard stage != .over else { return }
        stage = .over
        let other = other
        self.other = nil
        context?.close(promise: nil)
        other?.other = nil
        other?.end()
    }

    // MARK: Messages

    /// The head is read: what comes from now on, and what came with it, are frames.
    func beginFrames(_ rest: ByteBuffer) {
        stage = .frames
        begun = ByteBuffer()
        if side == .model {
            burst.add(to: self, .text, ModelText.update.bytes, isMasked: true)
            burst.add(to: self, .text, ModelText.greet.bytes, isMasked: true)
        }
        if rest.readableBytes > 0 { readFrames(rest) }
    }

    private func readFrames(_ bytes: ByteBuffer) {
        var bytes = reader.join(bytes)
        var offset = 0
        do {
            try bytes.withUnsafeReadableBytes { readable in
                // NIO's pool keeps a reference to the buffer that it hands out, so that a mutating access would copy all of
                // it. Nobody else reads these bytes before they are given back.
                let mutable = UnsafeMutableRawBufferPointer(mutating: readable)
                while stage == .frames, let message = try reader.next(in: mutable, at: &offset) { take(message) }
            }
        } catch {
            return end()
        }
        reader.keep(&bytes, from: offset)
    }

    private func take(_ message: WebSocketMessage) {
        switch message {
        case .inPlace(let opcode, let bytes): take(opcode, bytes)
        case .joined(let opcode, let buffer): buffer.withUnsafeReadableBytes { take(opcode, $0) }
        }
    }

    @inline(__always)
    private func take(_ opcode: FrameOpcode, _ bytes: UnsafeRawBufferPointer) {
        switch opcode {
        case .text: if side == .carrier { takeCarrier(bytes) } else { takeModel(bytes) }
        case .ping: burst.add(to: self, .pong, bytes, isMasked: side == .model)
        case .close, .binary: end()
        case .pong, .continuation: break
        }
    }

    private func takeCarrier(_ text: UnsafeRawBufferPointer) {
        let beginning = UnsafeRawBufferPointer(rebasing: text.prefix(32))
        guard Field.end(of: "\"media\"", rare: 1, in: beginning) != nil else { return takeEvent(text) }
        guard let model = other, model.stage == .frames else { return }
        guard let audio = Field.value(after: #""payload":""#, rare: 3, in: text) else { return end() }
        burst.addMasked(to: model, ModelText.appendHead.bytes, audio, ModelText.appendTail.bytes)
    }

    private func takeEvent(_ text: UnsafeRawBufferPointer) {
        guard let event = Field.value(after: #""event":""#, rare: 2, in: text) else { return end() }
        if Field.matches(event, "stop") { return end() }
        guard Field.matches(event, "start"), carrierText == nil else { return }
        carrierText = Field.value(after: #""streamSid":""#, rare: 7, in: text).flatMap(CarrierText.init(stream:))
        guard carrierText != nil else { return end() }
        desk.dial(self)
    }

    private func takeModel(_ text: UnsafeRawBufferPointer) {
        guard let carrier = other, carrier.carrierText != nil else { return }
        guard let type = Field.value(after: #""type":""#, rare: 2, in: text) else { return end() }
        if Field.matches(type, "response.output_audio.delta") {
            guard let audio = Field.value(after: #""delta":""#, rare: 3, in: text) else { return end() }
            carrier.addMedia(audio)
        } else if Field.matches(type, "input_audio_buffer.speech_started") {
            carrier.addClear()
        }
    }

    private func addMedia(_ audio: UnsafeRawBufferPointer) {
        guard let text = carrierText else { return }
        text.head.withUnsafeBytes { head in
            text.tail.withUnsafeBytes { tail in
                burst.addPlain(to: self, head, audio, tail, ending: CarrierText.ending)
            }
        }
    }

    private func addClear() {
        carrierText?.clear.withUnsafeBytes { burst.add(to: self, $0) }
    }
}
