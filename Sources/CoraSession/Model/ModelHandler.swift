import CoraCall
import CoraRealtime
import NIOCore
import NIOWebSocket

/// The channel handler of the model's socket. Passes every event to the core.
final class ModelHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let core: CallCore
    private var reason: ModelCloseReason?

    init(_ core: CallCore) {
        self.core = core
    }

    func handlerAdded(context: ChannelHandlerContext) {
        core.model.socket.attach(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        core.model.socket.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: core.modelMessage(frame.data)
        case .ping: core.model.socket.pong(frame.data)
        case .connectionClose:
            reason = Self.reason(frame.data)
            core.model.socket.closeNow()
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        core.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.take(.modelLost((reason ?? ModelCloseReason(code: nil, reason: "")).description))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        core.take(.modelLost("\(error)"))
        context.close(promise: nil)
    }

    private static func reason(_ data: ByteBuffer) -> ModelCloseReason {
        var data = data
        let code: UInt16? = data.readInteger()
        return ModelCloseReason(code: code, reason: String(buffer: data))
    }
}
