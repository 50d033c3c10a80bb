import CoraClients
package import CoraDoor
import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore

/// The live page for people, `/ops`, and the routes that feed it. The page itself holds no figure, so anyone may load
/// it; its events and the runbook need what `refusal` asks for.
package struct OpsPageRoutes: Sendable {
    /// How long a viewer may take no data before it counts as gone.
    private static let patience = Duration.seconds(8)
    /// The policy of the page: it may run this server's own files and ask this server. Text from calls could not become
    /// a script even if it became markup.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    private let events: OpsEvents
    private let runbook: String?
    private let refusal: @Sendable (Request, _ address: String?) async -> Response?
    private let vouch: @Sendable (ClientRequestContext) -> Void

    /// - Parameters:
    ///   - events: sends the live events.
    ///   - runbook: the path of the runbook, read once; nil for none.
    ///   - refusal: the answer to a request that may not read, from an address; nil if it may.
    ///   - vouch: called for a viewer of the events who may read: its connection stays as long as it looks on.
    package init(
        events: OpsEvents, runbook: String? = nil,
        refusal: @escaping @Sendable (Request, _ address: String?) async -> Response? = { _, _ in nil },
        vouch: @escaping @Sendable (ClientRequestContext) -> Void = { _ in }
    ) {
        self.events = events
        self.runbook = runbook.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        self.refusal = refusal
        self.vouch = vouch
    }

    /// Adds the routes.
    package func add(to router: Router<ClientRequestContext>) {
        router.get("/ops") { request, _ in page(request) }
        for asset in OpsAsset.allCases where asset != .page {
            let response = Self.serve(asset)
            router.get(RouterPath("/ops/\(asset.rawValue)")) { _, _ in response }
        }
        router.get("/ops/runbook") { request, context in
            if let refusal = await refusal(request, context.clientAddress) { return refusal }
            guard let runbook else { return Response(status: .notFound) }
            return Response(
                status: .ok, headers: [.contentType: "text/markdown; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: runbook)))
        }
        router.get("/ops/events") { request, context in
            if let refusal = await refusal(request, context.clientAddress) { return refusal }
            vouch(context)
            return await stream()
        }
    }

    /// Answers with the page. Its addresses are relative to `/ops`, so that a proxy may put a prefix before it; they
    /// would break with a slash behind, which is redirected.
    private func page(_ request: Request) -> Response {
        guard !request.uri.path.hasSuffix("/") else {
            return Response(status: .movedPermanently, headers: [.location: "../ops"])
        }
        return Self.serve(.page)
    }

    private static func serve(_ asset: OpsAsset) -> Response {
        var response = asset.file.response(policy: policy)
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        return response
    }

    // MARK: The stream

    private func stream() async -> Response {
        guard await events.hasPlace else {
            return Response(
                status: .serviceUnavailable, headers: [.retryAfter: "10"],
                body: .init(byteBuffer: ByteBuffer(string: "too many are looking on, or the server goes down")))
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { [events] writer in
                let line = ViewerLine(writer: writer)
                guard let (id, news) = await events.watch() else { return try await writer.finish(nil) }
                do {
                    for await event in news { try await Self.write(event, to: line) }
                } catch {
                    await events.leave(id)
                    throw error
                }
                await events.leave(id)
                try await writer.finish(nil)
            })
    }

    /// Writes one event. If the viewer takes no data for too long, this ends, and the viewer's connection with it.
    private static func write(_ event: ByteBuffer, to line: ViewerLine) async throws {
        try await withTimeLimit(patience) {
            var writer = line.writer
            try await writer.write(event)
        }
    }
}

/// The stream to one viewer. Hummingbird's writer is a Sendable struct, though the protocol through which it is seen
/// does not say so; one event is written at a time.
private struct ViewerLine: @unchecked Sendable {
    let writer: any ResponseBodyWriter
}
