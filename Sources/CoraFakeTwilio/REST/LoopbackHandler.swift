import NIOCore
import NIOHTTP1

/// Reads one request, gets its answer, and closes the connection. Loop-bound.
final class LoopbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The longest body it reads, in bytes.
    private static let bodyLimit = 1 << 20
    /// How long a connection may stay open.
    private static let timeLimit = TimeAmount.seconds(60)

    private let answer: @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer
    private var request: LoopbackServer.Request?
    private var deadline: Scheduled<Void>?

    init(answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer) {
        self.answer = answer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.timeLimit) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = LoopbackServer.Request(method: head.method, target: head.uri, headers: head.headers)
        case .body(let part):
            guard let length = request?.body.readableBytes else { return }
            guard length + part.readableBytes <= Self.bodyLimit else {
                request = nil
                return send(.response(.payloadTooLarge, type: "text/plain", body: "the body is too long"), context)
            }
            request?.body.writeImmutableBuffer(part)
        case .end:
            guard let request else { return }
            self.request = nil
            send(answer(request), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func send(_ answer: LoopbackServer.Answer, _ context: ChannelHandlerContext) {
        guard case .response(let status, let type, let text, let headers) = answer else { return }
        let body = ByteBuffer(string: text)
        var head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        head.headers.add(name: "content-type", value: type)
        head.headers.add(name: "content-length", value: String(body.readableBytes))
        head.headers.add(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
