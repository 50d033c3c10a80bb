import CoraCall
import CoraRealtime
import NIOCore
import NIOWebSocket

/// The channel handler of the model's socket. Passes every event to the core.
final class ModelHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let core: CallCore
    private let leg: ModelLeg
    private var reason: ModelCloseReason?

    /// - Parameter leg: this socket's; once the core has another one, what arrives here concerns the call no more.
    init(_ core: CallCore, _ leg: ModelLeg) {
        self.core = core
        self.leg = leg
    }

    private var isCurrent: Bool { core.model === leg }

    func handlerAdded(context: ChannelHandlerContext) {
        leg.socket.attach(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leg.socket.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard isCurrent else { return besideRead(frame) }
        core.conversation.modelFrameArrived(at: core.now)
        switch frame.opcode {
        case .text: core.modelMessage(frame.data)
        case .ping: leg.socket.pong(frame.data)
        case .connectionClose:
            reason = Self.reason(frame.data)
            leg.socket.closeNow()
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        core.flush()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        leg.socket.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        lost(ModelLoss(reason ?? ModelCloseReason(code: nil, reason: "")))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lost(ModelLoss("\(error)"))
        context.close(promise: nil)
    }

    /// A frame arrived on a socket that does not serve the call: that of the session's successor, or one given up.
    private func besideRead(_ frame: WebSocketFrame) {
        switch frame.opcode {
        case .text where core.successor === leg: core.successorMessage(frame.data)
        case .ping: leg.socket.pong(frame.data)
        case .connectionClose: leg.socket.closeNow()
        default: break
        }
    }

    private func lost(_ loss: ModelLoss) {
        if isCurrent {
            core.happened(.modelLost(loss))
        } else if core.successor === leg {
            core.happened(.successorLost)
        }
    }

    private static func reason(_ data: ByteBuffer) -> ModelCloseReason {
        var data = data
        let code: UInt16? = data.readInteger()
        return ModelCloseReason(code: code, reason: String(buffer: data))
    }
}
