package import NIOCore
import NIOWebSocket

/// NIO's own codec, for ends of a socket that are no calls: fakes and probes, which take frames as objects.
package enum WebSocketFrames {
    /// Adds handlers that turn a websocket's bytes into `WebSocketFrame`, with fragments put together under the limits that
    /// calls have, and back. A frame that breaks the protocol closes the socket with a code.
    /// - Parameters:
    ///   - maxFrameSize: the largest frame and the largest whole message, in bytes.
    ///   - isServer: whether this end is the server.
    package static func addHandlers(to channel: any Channel, maxFrameSize: Int, isServer: Bool) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(WebSocketFrameEncoder())
        try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxFrameSize)))
        try pipeline.addHandler(WebSocketProtocolErrorHandler(isServer: isServer))
        try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 16, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: maxFrameSize))
    }
}
