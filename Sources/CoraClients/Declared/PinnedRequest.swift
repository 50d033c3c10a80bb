import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One HTTP/1.1 request over a connection of its own to an address that was checked, whatever names say meanwhile: the
/// host's name is only used for its certificate and its `Host` header. Redirects are answers like any other.
struct PinnedRequest: Sendable {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var body: ByteBuffer
    }

    /// Why nothing did.
    enum Failure: Error {
        case closed
    }

    var head: HTTPRequestHead
    var body: ByteBuffer
    /// For TLS; nil for plain HTTP.
    var tls: NIOSSLContext?
    /// The name its certificate must have; nil where the host is an address, which it must have then.
    var serverName: String?
    /// The longest answer, in bytes.
    var limit: Int

    /// Sends it to the first of these addresses that takes a connection. The connection is closed as soon as the promise
    /// is completed, by whomever: this, a deadline, or the end of the call.
    func send(
        to addresses: ArraySlice<SocketAddress>, within time: TimeAmount, on loop: any EventLoop,
        promise: EventLoopPromise<Answer>
    ) {
        guard let address = addresses.first else { return promise.fail(Failure.closed) }
        ClientBootstrap(group: loop)
            // A host's addresses of one kind may be out of reach from here: the next one gets its turn.
            .connectTimeout(addresses.count > 1 ? .nanoseconds(time.nanoseconds / 3) : time)
            .channelInitializer { channel in
                promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    }
                    try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                    try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: limit))
                    try pipeline.addHandler(AnswerHandler(head, body, promise))
                }
            }
            .connect(to: address)
            .whenFailure { error in
                guard addresses.count > 1 else { return promise.fail(error) }
                send(to: addresses.dropFirst(), within: time, on: loop, promise: promise)
            }
    }
}

/// Sends the request and takes the answer. Loop-bound.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let body: ByteBuffer
    private let promise: EventLoopPromise<PinnedRequest.Answer>

    init(_ head: HTTPRequestHead, _ body: ByteBuffer, _ promise: EventLoopPromise<PinnedRequest.Answer>) {
        self.head = head
        self.body = body
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        promise.succeed(.init(status: Int(answer.head.status.code), body: answer.body ?? ByteBuffer()))
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(PinnedRequest.Failure.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
