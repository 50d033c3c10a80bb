import CoraCall
import NIOCore
import NIOWebSocket

/// The carrier's end of a call in its channel's pipeline. Hands every message straight to the core.
final class CallerHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let core: CallCore

    init(_ core: CallCore) {
        self.core = core
    }

    func handlerAdded(context: ChannelHandlerContext) {
        core.caller.attach(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        core.caller.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: core.callerMessage(&frame)
        case .binary: core.callerFault(.binaryFrame)
        case .ping: core.caller.pong(frame.unmaskedData)
        case .connectionClose: core.callerSaidClose()
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        core.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.callerSocketClosed()
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
            core.callerFault(.tooLarge)
        case is UnmaskedFrame, is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error:
            core.callerFault(.badFrame)
        default:
            context.close(promise: nil)
        }
    }
}
