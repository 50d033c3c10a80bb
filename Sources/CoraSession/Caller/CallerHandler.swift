import CoraCall
import NIOCore
import NIOWebSocket

/// A leg that is a websocket of ours: the carrier's, or a web client's. Loop-bound.
protocol SocketLeg: CallerLeg, SendableMetatype {
    /// The socket it writes to.
    var socket: WebSocketLeg { get }
    /// The leg's handler is in the pipeline, and nothing was read yet.
    func begin(_ core: CallCore)
    /// Takes a text message.
    func receiveText(_ frame: inout WebSocketFrame, _ core: CallCore)
    /// Takes a binary message.
    func receiveBinary(_ frame: inout WebSocketFrame, _ core: CallCore)
}

extension SocketLeg {
    /// How long we wait for the peer to answer our close frame.
    static var closePatience: TimeAmount { .seconds(2) }
}

/// The channel handler of a leg's socket. Passes every message to its leg, and what happens to the socket to the core.
final class CallerHandler<Leg: SocketLeg>: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let leg: Leg
    private let core: CallCore

    init(_ leg: Leg, _ core: CallCore) {
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
        case .text: leg.receiveText(&frame, core)
        case .binary: leg.receiveBinary(&frame, core)
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
