import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers the HTTP requests that do not become websockets, and closes connections that send no request in time.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request that is still arriving; `body` is nil once it is longer than the limit.
    private struct Request {
        var head: HTTPRequestHead
        var body: ByteBuffer?
    }

    private static let timeout = TimeAmount.seconds(30)

    private let configuration: StandInConfiguration
    private let gate: DialGate
    private let answer: (HTTPRequestHead, ByteBuffer?, any Channel) -> EventLoopFuture<HTTPAnswer>
    private var deadline: Scheduled<Void>?
    private var request: Request?

    /// - Parameters:
    ///   - gate: what decided on the connection's websocket upgrade.
    ///   - answer: answers a whole request to a path that is no websocket; the body is nil if it was too long.
    init(
        configuration: StandInConfiguration, gate: DialGate,
        answer: @escaping (HTTPRequestHead, ByteBuffer?, any Channel) -> EventLoopFuture<HTTPAnswer>
    ) {
        self.configuration = configuration
        self.gate = gate
        self.answer = answer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let delay = configuration.faults.dialDelay + configuration.faults.handshakeDelay
        deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: Self.timeout + .milliseconds(Int64(delay.milliseconds))
        ) {
            if !self.gate.isHanging { context.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head)
        where head.uri.hasPrefix(CallDemand.pathPrefix)
            || head.uri.prefix(while: { $0 != "?" }) == ResponseEndpoint.path:
            request = Request(head: head, body: ByteBuffer())
        case .head(let head):
            let refused = UpgradeRequest(head).refusedStatus(configuration) ?? .upgradeRequired
            send(HTTPAnswer(gate.refusal ?? HTTPRefusal(refused)), head.version, context)
        case .body(let part):
            take(part)
        case .end:
            guard let request else { return }
            self.request = nil
            respond(to: request, context)
        }
    }

    /// Closes the connection, except after a refused upgrade: NIO reports that here as an error before it passes on the
    /// request, which is then answered.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }

    private func take(_ part: ByteBuffer) {
        guard let length = request?.body?.readableBytes else { return }
        guard length + part.readableBytes <= ResponseEndpoint.requestLimit else {
            request?.body = nil
            return
        }
        request?.body?.writeImmutableBuffer(part)
    }

    private func respond(to request: Request, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let version = request.head.version
        answer(request.head, request.body, context.channel).assumeIsolated().whenSuccess { answer in
            guard answer.delay > .zero else { return self.send(answer, version, context) }
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(answer.delay.milliseconds))) {
                self.send(answer, version, context)
            }
        }
    }

    private func send(_ answer: HTTPAnswer, _ version: HTTPVersion, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let body = ByteBuffer(string: answer.body)
        var head = HTTPResponseHead(version: version, status: answer.status, headers: answer.headers)
        head.headers.add(name: "content-type", value: answer.type)
        head.headers.add(name: "content-length", value: String(body.readableBytes))
        head.headers.add(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
