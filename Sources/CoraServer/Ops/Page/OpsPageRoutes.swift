import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore

/// The live page for people, `/ops`, and what feeds it. The page itself holds no figure, so anybody may have it; its
/// events and the runbook want what `refusal` wants.
package struct OpsPageRoutes: Sendable {
    /// How long a viewer may take nothing before it counts as gone.
    private static let patience = Duration.seconds(8)
    /// What the page may do: run our own files and talk to us. Text from calls could not become a script even if it became
    /// markup.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    private let events: OpsEvents
    private let runbook: String?
    private let refusal: @Sendable (Request, _ address: String?) async -> Response?

    /// - Parameters:
    ///   - events: the news.
    ///   - runbook: the file of the runbook, read once; nil for none.
    ///   - refusal: why a request from an address may not read; nil if it may.
    package init(
        events: OpsEvents, runbook: String? = nil,
        refusal: @escaping @Sendable (Request, _ address: String?) async -> Response? = { _, _ in nil }
    ) {
        self.events = events
        self.runbook = runbook.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        self.refusal = refusal
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
            return await stream()
        }
    }

    /// Its addresses are relative to `/ops`, so that a proxy may put a prefix before it: a slash behind would turn them.
    private func page(_ request: Request) -> Response {
        guard !request.uri.path.hasSuffix("/") else {
            return Response(status: .movedPermanently, headers: [.location: "../ops"])
        }
        return Self.serve(.page)
    }

    private static func serve(_ asset: OpsAsset) -> Response {
        var headers: HTTPFields = [
            .contentType: asset.contentType, .cacheControl: "no-cache", .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff",
        ]
        headers[.referrerPolicy] = "no-referrer"
        headers[.openerPolicy] = "same-origin"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: asset.body))
    }

    // MARK: The stream

    private func stream() async -> Response {
        guard await events.hasPlace else {
            return Response(
                status: .serviceUnavailable, headers: [.retryAfter: "10"],
                body: .init(byteBuffer: ByteBuffer(string: "too many are looking on, or the server goes down")))
        }
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // What nginx wants to hear, else it collects events.
        headers[.accelBuffering] = "no"
        return Response(
            status: .ok, headers: headers,
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

    /// Writes one event, unless the viewer takes nothing for too long: then it is let go, and its connection with it.
    private static func write(_ event: ByteBuffer, to line: ViewerLine) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var writer = line.writer
                try await writer.write(event)
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Where a viewer's events are written. Hummingbird's writer is a Sendable struct, though the protocol that it is seen through
/// does not say so; one event is written at a time.
private struct ViewerLine: @unchecked Sendable {
    let writer: any ResponseBodyWriter
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = Self("Referrer-Policy") ?? .cacheControl
    fileprivate static let openerPolicy = Self("Cross-Origin-Opener-Policy") ?? .cacheControl
    fileprivate static let accelBuffering = Self("X-Accel-Buffering") ?? .cacheControl
}
