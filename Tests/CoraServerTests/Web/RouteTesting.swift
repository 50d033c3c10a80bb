import CoraDoor
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

@testable import CoraServer

/// Asks routes without a server.
enum RouteTesting {
    private final class Collected: ResponseBodyWriter {
        var buffer = ByteBuffer()

        func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }
        func finish(_ trailers: HTTPFields?) async throws {}
    }

    /// What a router answers, and the answer's body.
    static func ask(
        _ router: Router<ClientRequestContext>, _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> (Response, String) {
        let head = HTTPRequest(method: method, scheme: nil, authority: nil, path: path, headerFields: headers)
        let context = ClientRequestContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let response = try await router.buildResponder().respond(
            to: Request(head: head, body: .init(buffer: ByteBuffer(string: body))), context: context)
        let text = Collected()
        try await response.body.write(text)
        return (response, String(buffer: text.buffer))
    }
}
