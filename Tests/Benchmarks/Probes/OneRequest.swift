import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One HTTP request over a connection of its own.
enum OneRequest {
    /// Asks, and waits for the whole answer.
    /// - Parameter tls: where the port speaks TLS, whom to trust.
    /// - Returns: the answer's body.
    /// - Throws: `Carrier.Refused` for any status but 200 and 201, or where there is no answer.
    static func ask(
        _ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders, body: String? = nil, port: Int,
        tls: NIOSSLContext? = nil, on loop: any EventLoop
    ) async throws -> String {
        let promise = loop.makePromise(of: String.self)
        let connected = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: 16 << 20), AnswerHandler(promise),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port)
        connected.whenFailure { promise.fail($0) }
        let channel = try await connected.get()
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        if let body { head.headers.add(name: "Content-Length", value: "\(body.utf8.count)") }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        channel.closeFuture.whenComplete { _ in
            promise.fail(Carrier.Refused(description: "\(target) was not answered"))
        }
        defer { channel.close(promise: nil) }
        return try await promise.futureResult.get()
    }
}

/// Takes the one answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let promise: EventLoopPromise<String>

    init(_ promise: EventLoopPromise<String>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        let body = answer.body.map { String(buffer: $0) } ?? ""
        guard [.ok, .created].contains(answer.head.status) else {
            return promise.fail(
                Carrier.Refused(description: "HTTP \(answer.head.status.code) \(body.prefix(500))"))
        }
        promise.succeed(body)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
