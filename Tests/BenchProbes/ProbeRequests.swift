package import NIOCore
package import NIOHTTP1

/// Answers requests on a probe's port, one after the other; their bodies are not looked at. Loop-bound.
package final class ProbeRequests: ChannelInboundHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias OutboundOut = HTTPServerResponsePart
    /// Makes the answer to a request from its head.
    package typealias Answering = @Sendable (HTTPRequestHead) -> Answer

    /// An answer.
    package struct Answer: Sendable {
        package var status: HTTPResponseStatus
        package var headers: HTTPHeaders
        package var body: String

        package init(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:], body: String = "") {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    private let answer: Answering
    private var head: HTTPRequestHead?

    package init(_ answer: @escaping Answering) {
        self.answer = answer
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            write(answer(head), context)
        }
    }

    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
