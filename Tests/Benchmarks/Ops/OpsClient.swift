import NIOCore
import NIOHTTP1
import NIOPosix

/// Reads ops routes as a person's browser does: each over a connection of its own.
struct OpsClient: Sendable {
    let port: Int
    let token: String
    let loop: any EventLoop

    /// The answer's body.
    func get(_ target: String) async throws -> String {
        let promise = loop.makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: 16 << 20), BodyHandler(promise),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let headers: HTTPHeaders = ["Host": "bench.example", "Authorization": "Bearer \(token)"]
        channel.write(
            HTTPClientRequestPart.head(.init(version: .http1_1, method: .GET, uri: target, headers: headers)),
            promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        channel.closeFuture.whenComplete { _ in
            promise.fail(Carrier.Refused(description: "\(target) was not answered"))
        }
        defer { channel.close(promise: nil) }
        return try await promise.futureResult.get()
    }

    /// How long an answer takes, connecting included, in nanoseconds.
    func time(_ target: String) async throws -> Int64 {
        let began = Stamp.now
        _ = try await get(target)
        return Int64(Stamp.now - began)
    }
}

/// Takes the one answer.
private final class BodyHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let promise: EventLoopPromise<String>

    init(_ promise: EventLoopPromise<String>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        guard answer.head.status == .ok else {
            return promise.fail(Carrier.Refused(description: "HTTP \(answer.head.status.code)"))
        }
        promise.succeed(answer.body.map { String(buffer: $0) } ?? "")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
