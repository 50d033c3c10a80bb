package import NIOCore
package import NIOWebSocket

/// A client sent a frame without a mask.
struct UnmaskedFrame: Error {}

/// Turns a client's frames without a mask into an ``UnmaskedFrame`` error (RFC 6455 §5.1). It stands in the pipeline
/// before the handler that puts fragments together, because a message put together has no mask. Loop-bound.
package final class MaskGuard: ChannelInboundHandler {
    package typealias InboundIn = WebSocketFrame
    package typealias InboundOut = WebSocketFrame

    package init() {}

    /// Passes a masked frame on; fires the error for one without a mask.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard unwrapInboundIn(data).maskKey != nil else { return context.fireErrorCaught(UnmaskedFrame()) }
        context.fireChannelRead(data)
    }
}
