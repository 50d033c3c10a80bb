import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One HTTP/1.1 request over a connection of its own to an address that was checked. The host's name serves only for
/// its certificate and the `Host` header, so a change in the name service cannot lead elsewhere. A redirect is an
/// answer like any other.
struct PinnedRequest: Sendable {
    /// The server's answer.
    struct Answer: Sendable {
        var status: Int
        var body: ByteBuffer
    }

    /// Why there is no answer.
    enum Failure: Error {
        case closed
    }

    var head: HTTPRequestHead
    var body: ByteBuffer
    /// The TLS context; nil for plain HTTP.
    var tls: NIOSSLContext?
    /// The name that the certificate must have; nil if the host is an address, which the certificate must have then.
    var serverName: String?
    /// The longest answer, in bytes.
    var limit: Int

    /// Sends the request to the first of these addresses that takes a connection. The connection closes as soon as the
    /// promise completes, whether through this request, a deadline, or the end of the call.
    func send(
        to addresses: ArraySlice<SocketAddress>, within time: TimeAmount, on loop: any EventLoop,
        promise: EventLoopPromise<Answer>
    ) {
        guard let address = addresses.first else { return promise.fail(Failure.closed) }
        ClientBootstrap(group: loop)
            // One address of a host may be out of reach from here: the next one needs some of the time.
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
