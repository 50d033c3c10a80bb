import CoraSession
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP request over a connection of its own, whole within a time.
enum LoadRequest {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var body: String
    }

    /// Why nothing came back.
    enum Failure: Error, Sendable, Equatable {
        case notAURL
        case unreachable(String)
        case timedOut
        /// What came is no HTTP, or broke off.
        case broken(String)
    }

    /// The longest answer that is read: TwiML is 64 kB at most (Twilio error 11750), an ops answer longer.
    private static let longest = 4 << 20

    /// Asks, and waits for the whole answer.
    /// - Parameters:
    ///   - url: `http` or `https`.
    ///   - tls: needed for `https`.
    ///   - timeout: the longest time for all of it.
    /// - Throws: ``Failure``.
    static func ask(
        _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: String? = nil, tls: TransportSecurity?,
        timeout: TimeAmount, on loop: any EventLoop
    ) async throws -> Answer {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            ["http", "https"].contains(parts.scheme ?? "")
        else { throw Failure.notAURL }
        let isSecure = parts.scheme == "https"
        if isSecure, tls == nil { throw Failure.notAURL }
        let port = parts.port ?? (isSecure ? 443 : 80)
        let promise = loop.makePromise(of: Answer.self)
        let deadline = loop.scheduleTask(in: timeout) { promise.fail(Failure.timedOut) }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        let connected = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSecure, let tls {
                        let isName = (try? SocketAddress(ipAddress: host, port: port)) == nil
                        try channel.pipeline.syncOperations.addHandler(tls.handler(isName ? host : nil))
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: longest), AnswerHandler(promise),
                    ])
                    channel.closeFuture.whenComplete { _ in promise.fail(Failure.broken("the connection was closed")) }
                }
            }
            .connect(host: host, port: port)
        connected.whenFailure { promise.fail(Failure.unreachable("\($0)")) }
        connected.whenSuccess { channel in
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
            var target = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
            if let query = parts.percentEncodedQuery { target += "?\(query)" }
            var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
            if !head.headers.contains(name: "Host") { head.headers.add(name: "Host", value: "\(host):\(port)") }
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            if let body { head.headers.add(name: "Content-Length", value: "\(body.utf8.count)") }
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            if let body {
                channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
            }
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        return try await promise.futureResult.get()
    }
}

/// Takes the one answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let promise: EventLoopPromise<LoadRequest.Answer>

    init(_ promise: EventLoopPromise<LoadRequest.Answer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        promise.succeed(
            .init(status: Int(answer.head.status.code), body: answer.body.map { String(buffer: $0) } ?? ""))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(LoadRequest.Failure.broken("\(error)"))
        context.close(promise: nil)
    }
}
