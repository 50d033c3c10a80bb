import CoraCall
import NIOCore
import NIOWebSocket

/// The channel handler of the carrier's media socket. Passes every message to its leg, and what happens to the socket
/// to the core.
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
            // The peer closes first, or answers our close frame.
            core.take(.callerGone)
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
        core.take(.callerGone)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The server stops: its supervisor ends calls with a goodbye, and the socket must not be closed before.
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
