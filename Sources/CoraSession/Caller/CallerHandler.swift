import CoraCall
import NIOCore
import NIOWebSocket

/// The carrier's end of a call in its channel's pipeline. Hands every message straight to its leg.
final class CallerHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let leg: CarrierLeg
    private let core: CallCore

    init(_ leg: CarrierLeg, _ core: CallCore) {
        self.leg = leg
        self.core = core
    }

    func handlerAdded(context: ChannelHandlerContext) {
        leg.socket.attach(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leg.socket.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: leg.receive(&frame, core)
        case .binary: core.take(.callerFault(.binaryFrame))
        case .ping: leg.socket.pong(frame.unmaskedData)
        case .connectionClose:
            // The first goodbye, or the answer to ours.
            core.take(.callerGone)
            leg.socket.closeNow()
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        core.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.take(.callerGone)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The server stops: its supervisor ends calls politely; the socket is not to be closed under them.
        if event is ChannelShouldQuiesceEvent { return }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge:
            core.take(.callerFault(.tooLarge))
        case is UnmaskedFrame, is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error:
            core.take(.callerFault(.badFrame))
        default:
            context.close(promise: nil)
        }
    }
}
