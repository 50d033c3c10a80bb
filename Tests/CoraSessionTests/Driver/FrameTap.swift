import NIOCore
import NIOWebSocket

/// Hands every frame that is written to the channel to the test. Loop-bound.
final class FrameTap: ChannelOutboundHandler {
    typealias OutboundIn = WebSocketFrame

    private let take: (WebSocketFrame) -> Void

    init(_ take: @escaping (WebSocketFrame) -> Void) {
        self.take = take
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        take(unwrapOutboundIn(data))
        promise?.succeed()
    }
}
