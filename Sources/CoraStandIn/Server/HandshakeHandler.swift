import Foundation
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers the HTTP requests that do not become websockets, and closes connections that send no request in time.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request for a text response that is still arriving; `body` is nil once it is longer than the limit.
    private struct TextRequest {
        var head: HTTPRequestHead
        var body: ByteBuffer?
    }

    private static let timeout = TimeAmount.seconds(30)

    private let configuration: StandInConfiguration
    private let gate: DialGate
    private let endpoint: () -> ResponseEndpoint
    private var deadline: Scheduled<Void>?
    private var textRequest: TextRequest?

    /// - Parameters:
    ///   - gate: what decided on the connection's websocket upgrade.
    ///   - endpoint: called when a request for a text response is complete; gives the endpoint that answers it.
    init(configuration: StandInConfiguration, gate: DialGate, endpoint: @escaping () -> ResponseEndpoint) {
        self.configuration = configuration
        self.gate = gate
        self.endpoint = endpoint
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
        case .head(let request) where request.uri.prefix(while: { $0 != "?" }) == ResponseEndpoint.path:
            textRequest = TextRequest(head: request, body: ByteBuffer())
        case .head(let request):
            let refusal = gate.refusal
            let status =
                refusal?.status ?? UpgradeRequest(request).refusedStatus(configuration) ?? .upgradeRequired
            let body =
                #"{"error":{"message":"\#(status.reasonPhrase)","type":"invalid_request_error","#
                + #""param":null,"code":null}}"#
            answer(status, body, request.version, context, retryAfterSeconds: refusal?.retryAfterSeconds)
        case .body(let part):
            take(part)
        case .end:
            guard let request = textRequest else { return }
            textRequest = nil
            answer(request, context)
        }
    }

    /// Closes the connection, except after a refused upgrade: NIO reports that here as an error before it passes on the
    /// request, which is then answered.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }

    private func take(_ part: ByteBuffer) {
        guard let length = textRequest?.body?.readableBytes else { return }
        guard length + part.readableBytes <= ResponseEndpoint.requestLimit else {
            textRequest?.body = nil
            return
        }
        textRequest?.body?.writeImmutableBuffer(part)
    }

    private func answer(_ request: TextRequest, _ context: ChannelHandlerContext) {
        let answer = endpoint().answer(
            to: request.head, body: request.body, at: Int(Date().timeIntervalSince1970))
        let version = request.head.version
        guard answer.delay > .zero else { return self.answer(answer.status, answer.body, version, context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(answer.delay.milliseconds))) {
            self.answer(answer.status, answer.body, version, context)
        }
    }

    private func answer(
        _ status: HTTPResponseStatus, _ text: String, _ version: HTTPVersion, _ context: ChannelHandlerContext,
        retryAfterSeconds: Int? = nil
    ) {
        let body = ByteBuffer(string: text)
        var head = HTTPResponseHead(version: version, status: status)
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: String(body.readableBytes))
        head.headers.add(name: "connection", value: "close")
        if let retryAfterSeconds { head.headers.add(name: "retry-after", value: String(retryAfterSeconds)) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
