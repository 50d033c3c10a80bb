import BenchProbes
import CoraSession
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// What a call is measured against: two sockets with NIO's own handlers and nothing between them. Each frame that is
/// read makes the other side write a message that was made in advance. Loop-bound.
final class Bridge {
    /// Written to the model for each frame of the caller, and to the caller for each frame of the model.
    let append: ByteBuffer
    let media: ByteBuffer
    /// Written to the caller after every tenth frame of the model, as a call does with its marks.
    static let mark = ByteBuffer(
        string: #"{"event":"mark","streamSid":"\#(CarrierMessages.streamSID)","mark":{"name":"m1000"}}"#)
    static let framesPerMark = 10

    private var caller: BridgeSide?
    private var model: BridgeSide?
    private var framesToCaller = 0

    init(append: ByteBuffer, media: ByteBuffer) {
        self.append = append
        self.media = media
    }

    /// Puts the caller's side on a socket and dials the model's.
    /// - Parameter opened: kept when frames can go.
    func open(on channel: any Channel, modelPort: Int, _ opened: EventLoopPromise<Void>) throws {
        let caller = BridgeSide(self, isClient: false)
        self.caller = caller
        try channel.pipeline.syncOperations.addHandler(caller)
        let bridge = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let dialled = WebSocketClient.connect(
            to: WebSocketAddress(host: "127.0.0.1", port: modelPort, target: "/v1/realtime", isSecure: false),
            headers: [:], on: channel.eventLoop, tls: nil, maxFrameSize: ProbeSocket.maxFrameSize, timeout: .seconds(5)
        ) { channel in
            let model = BridgeSide(bridge.value, isClient: true)
            bridge.value.model = model
            try channel.pipeline.syncOperations.addHandler(model)
        }
        dialled.cascade(to: opened)
    }

    fileprivate func read(fromCaller: Bool) {
        if fromCaller {
            model?.write(append)
        } else {
            caller?.write(media)
            framesToCaller += 1
            if framesToCaller.isMultiple(of: Self.framesPerMark) { caller?.write(Self.mark) }
        }
    }

    fileprivate func flush() {
        caller?.flush()
        model?.flush()
    }
}

/// One socket of a bridge.
private final class BridgeSide: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let bridge: Bridge
    private let isClient: Bool
    private let mask: WebSocketMaskingKey?
    private var context: ChannelHandlerContext?
    private var unmasked = ByteBuffer()
    private var buffers = [ByteBuffer](repeating: ByteBuffer(), count: 8)
    private var turn = 0
    private var isUnflushed = false

    init(_ bridge: Bridge, isClient: Bool) {
        self.bridge = bridge
        self.isClient = isClient
        mask = isClient ? .random() : nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard frame.opcode == .text else { return }
        if let key = frame.maskKey {
            unmasked.clear()
            unmasked.writeImmutableBuffer(frame.data)
            unmasked.webSocketUnmask(key)
        }
        bridge.read(fromCaller: !isClient)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        bridge.flush()
    }

    func write(_ message: ByteBuffer) {
        turn = (turn + 1) % buffers.count
        buffers[turn].clear()
        buffers[turn].writeImmutableBuffer(message)
        let frame = WebSocketFrame(fin: true, opcode: .text, maskKey: mask, data: buffers[turn])
        context?.write(NIOAny(frame), promise: nil)
        isUnflushed = true
    }

    func flush() {
        guard isUnflushed else { return }
        isUnflushed = false
        context?.flush()
    }
}
