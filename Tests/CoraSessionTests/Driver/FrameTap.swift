import NIOCore
import NIOEmbedded
import NIOWebSocket

/// Hands every frame that is written to the channel to the test. Once its peer does not read, frames stay in the channel
/// too, where a kernel that takes no more leaves them. Loop-bound.
final class FrameTap: ChannelOutboundHandler {
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = ByteBuffer

    private let take: (WebSocketFrame) -> Void
    private var isRead = true

    init(_ take: @escaping (WebSocketFrame) -> Void) {
        self.take = take
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = unwrapOutboundIn(data)
        take(frame)
        guard isRead else { return context.write(wrapOutboundOut(frame.data), promise: promise) }
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
        if isRead { context.flush() }
    }

    /// The peer reads no more.
    /// - Parameters:
    ///   - context: the tap's own.
    ///   - waiting: how many bytes wait for the peer already.
    fileprivate func stopReading(_ context: ChannelHandlerContext, waiting: Int) {
        isRead = false
        context.write(wrapOutboundOut(ByteBuffer(repeating: 0, count: waiting)), promise: nil)
    }
}

extension NIOAsyncTestingChannel {
    /// The peer of a channel with a `FrameTap` reads no more. To be called on the channel's loop.
    /// - Parameter waiting: how many bytes wait for it.
    func stopReading(waiting: Int) throws {
        let context = try pipeline.syncOperations.context(handlerType: FrameTap.self)
        let tap = try pipeline.syncOperations.handler(type: FrameTap.self)
        tap.stopReading(context, waiting: waiting)
        isWritable = false
        pipeline.fireChannelWritabilityChanged()
    }
}
