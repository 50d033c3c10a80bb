import CoraWire
import NIOCore
import NIOHTTP1

/// Reads one request of the control port, has it answered, and closes the connection. Loop-bound.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a connection may stay open.
    private static let timeLimit = TimeAmount.seconds(60)

    private let endpoint: ControlEndpoint
    private var head: HTTPRequestHead?
    /// The body until now; nil once it is too long.
    private var body: ByteBuffer? = ByteBuffer()
    private var deadline: Scheduled<Void>?

    init(endpoint: ControlEndpoint) {
        self.endpoint = endpoint
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
        case .head(let head): self.head = head
        case .body(let part):
            guard let length = body?.readableBytes else { return }
            guard length + part.readableBytes <= ControlEndpoint.bodyLimit else {
                body = nil
                return
            }
            body?.writeImmutableBuffer(part)
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let (endpoint, body) = (endpoint, body)
        let answering = context.eventLoop.makeFutureWithTask {
            await endpoint.answer(head.method, target: head.uri, body: body)
        }
        answering.assumeIsolated().whenSuccess { answer in self.send(answer, context) }
    }

    private func send(_ answer: ControlEndpoint.Answer, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let body = ByteBuffer(string: answer.body.text + "\n")
        var head = HTTPResponseHead(version: .http1_1, status: answer.status)
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: String(body.readableBytes))
        head.headers.add(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
