package import NIOCore
package import NIOWebSocket

/// A client's frame came without a mask.
struct UnmaskedFrame: Error {}

/// Turns away frames of a client that are not masked (RFC 6455 §5.1). It stands before the handler that puts fragments
/// together, because the message that makes has no mask either. Loop-bound.
package final class MaskGuard: ChannelInboundHandler {
    package typealias InboundIn = WebSocketFrame
    package typealias InboundOut = WebSocketFrame

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard unwrapInboundIn(data).maskKey != nil else { return context.fireErrorCaught(UnmaskedFrame()) }
        context.fireChannelRead(data)
    }
}
