import CoraTwilio
import NIOCore
import NIOHTTP1
import NIOPosix

/// The carrier before the stream: posts the signed webhook, and dials the media socket, signed as well.
struct Carrier: Sendable {
    /// The address under which the server believes to be reached; what is signed.
    static let publicURL = "https://bench.example"
    /// The key of the signatures.
    static let authToken = "0123456789abcdef0123456789abcdef"

    /// Why a call did not come about.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// The server's port on the loopback address.
    let port: Int

    /// Announces a call.
    /// - Returns: the token for its stream.
    func announce(_ call: String, on loop: any EventLoop) async throws -> String {
        let form = FormBody([
            .init("CallSid", call), .init("AccountSid", CarrierMessages.accountSID), .init("From", "+14155550123"),
            .init("To", "+14155550100"), .init("CallStatus", "ringing"), .init("Direction", "inbound"),
        ])
        let url = Self.publicURL + "/twilio/voice"
        let signature = RequestSignature.sign(url: url, form: form, key: Self.authToken)
        let headers: HTTPHeaders = [
            "Host": "bench.example", "Connection": "close", "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        ]
        let answer = try await post("/twilio/voice", headers, form.serialise(), on: loop)
        let pieces = answer.split(separator: #"name="token" value=""#, maxSplits: 1)
        guard pieces.count == 2, let token = pieces[1].split(separator: "\"").first else {
            throw Refused(description: "the webhook's answer has no token: \(answer)")
        }
        return String(token)
    }

    /// Opens the media socket.
    func openStream(on loop: any EventLoop, makeEnd: @escaping @Sendable () -> any ProbeEnd) async throws {
        let url = "wss" + Self.publicURL.dropFirst("https".count) + "/twilio/media"
        let signature = RequestSignature.sign(url: url, key: Self.authToken)
        try await ProbeSocket.dial(
            port: port, target: "/twilio/media", headers: ["X-Twilio-Signature": signature], on: loop,
            makeEnd: makeEnd)
    }

    private func post(_ path: String, _ headers: HTTPHeaders, _ body: String, on loop: any EventLoop) async throws
        -> String
    {
        let promise = loop.makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: 1 << 16), AnswerHandler(promise),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
        head.headers.add(name: "Content-Length", value: "\(body.utf8.count)")
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        channel.closeFuture.whenComplete { _ in promise.fail(Refused(description: "the webhook was not answered")) }
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
        promise.succeed(answer.body.map { String(buffer: $0) } ?? "")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
