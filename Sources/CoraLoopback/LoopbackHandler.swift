import NIOCore
import NIOHTTP1

/// Reads one request, gets its answer, and closes the connection. Loop-bound.
final class LoopbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a connection may stay open.
    private static let timeLimit = TimeAmount.seconds(60)

    private static let tooLong = LoopbackServer.Answer.response(
        .payloadTooLarge, type: "application/json", body: #"{"error":{"message":"The body is too long."}}"#)

    private let bodyLimit: Int
    private let answer: @Sendable (LoopbackServer.Request) async -> LoopbackServer.Answer
    private var request: LoopbackServer.Request?
    private var deadline: Scheduled<Void>?

    init(bodyLimit: Int, answer: @escaping @Sendable (LoopbackServer.Request) async -> LoopbackServer.Answer) {
        self.bodyLimit = bodyLimit
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
            guard length + part.readableBytes <= bodyLimit else {
                request = nil
                return send(Self.tooLong, context)
            }
            request?.body.writeImmutableBuffer(part)
        case .end:
            guard let request else { return }
            self.request = nil
            respond(to: request, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func respond(to request: LoopbackServer.Request, _ context: ChannelHandlerContext) {
        let answer = answer
        context.eventLoop.makeFutureWithTask { await answer(request) }
            .assumeIsolated().whenSuccess { self.send($0, context) }
    }

    private func send(_ answer: LoopbackServer.Answer, _ context: ChannelHandlerContext) {
        guard case .response(let status, let type, let text, let headers) = answer, context.channel.isActive else {
            return
        }
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
