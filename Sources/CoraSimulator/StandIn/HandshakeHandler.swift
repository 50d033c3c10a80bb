import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers the HTTP requests that do not become websockets, and closes connections that never ask for anything.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let timeout = TimeAmount.seconds(30)

    private let configuration: StandInConfiguration
    private var deadline: Scheduled<Void>?

    init(configuration: StandInConfiguration) {
        self.configuration = configuration
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let delay = configuration.faults.dialDelay + configuration.faults.handshakeDelay
        deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: Self.timeout + .milliseconds(Int64(delay.milliseconds))
        ) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data) else { return }
        let status = UpgradeRequest(request).refusedStatus(configuration) ?? .upgradeRequired
        let body = ByteBuffer(
            string: #"{"error":{"message":"\#(status.reasonPhrase)","type":"invalid_request_error","#
                + #""param":null,"code":null}}"#)
        var head = HTTPResponseHead(version: request.version, status: status)
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: String(body.readableBytes))
        head.headers.add(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// A refused upgrade is told here as an error before the request itself arrives: nothing to do about it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }
}
