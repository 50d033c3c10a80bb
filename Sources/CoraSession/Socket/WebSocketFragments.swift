package import NIOWebSocket

/// The limits of fragmented websocket messages. They hold for every socket.
package enum WebSocketFragments {
    /// Makes the handler that puts fragments together, up to `maxFrameSize` bytes. More than 64 fragments, or a
    /// fragment under 16 bytes that is not the last, is the peer's fault and closes the socket.
    package static func aggregator(_ maxFrameSize: Int) -> NIOWebSocketFrameAggregator {
        NIOWebSocketFrameAggregator(
            minNonFinalFragmentSize: 16, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: maxFrameSize)
    }
}
