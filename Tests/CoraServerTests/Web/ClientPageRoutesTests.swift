import CoraDoor
import CoraSession
import CoraSettings
import CoraShared
import CoraSupervisor
import CoraTenant
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Testing

@testable import CoraServer

struct ClientPageRoutesTests {
    private struct Tenants: TenantSource {
        let tenants: [Tenant]
        let changes = AsyncStream<[Tenant]> { $0.finish() }

        func current(forDialled number: String) -> Tenant? { tenants.first }
        func tenant(forDialled number: String) async -> Tenant? { tenants.first }
    }

    /// Dials nothing.
    private struct NoConnector: ModelConnector {
        let maxMessage = 1 << 20

        func connect<Output: Sendable>(
            to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
            configure: @escaping @Sendable (any Channel) throws -> Output
        ) -> EventLoopFuture<Output> {
            loop.makeFailedFuture(WebSocketDialError.timedOut)
        }
    }

    private static let tenants = [
        Tenant(id: "front", numbers: [], agentName: "F", web: .init(isOpen: true)),
        Tenant(
            id: "ray", numbers: [], agentName: "R", web: .init(isOpen: true, origins: ["https://ray.example"])),
        Tenant(
            id: "closed", numbers: [], agentName: "C", web: .init(isOpen: false, origins: ["https://closed.example"])),
    ]

    private static func get(
        _ path: String, headers: HTTPFields = [:], cdn: String? = nil
    ) async throws -> (Response, String) {
        var settings = Settings()
        settings.server.clientBaseURL = cdn.flatMap { WebAddress($0) }
        let now = { @Sendable in CallInstant(nanoseconds: 0) }
        let desk = SessionDesk(
            tenants: Tenants(tenants: tenants),
            desk: TicketDesk(
                supervisor: CallSupervisor(now: now), shared: MemorySharedState(now: now),
                secret: "0123456789abcdef0123456789abcdef", life: .seconds(15)),
            dialer: ModelDialer(
                baseURL: "http://127.0.0.1:1/v1", apiKey: "sk-test", defaultModel: "m", defaultTranscription: "t",
                connector: NoConnector()),
            clocks: Clocks(wall: { WallTime(seconds: 0) }, steady: now), prepare: { _ in nil })
        let router = Router(context: ClientRequestContext.self)
        ClientPageRoutes(settings, desk: desk).add(to: router)
        return try await RouteTesting.ask(router, .get, path, headers: headers)
    }

    @Test(arguments: [
        ("", "'none'"), ("?tenant=ray", "https://ray.example"), ("?tenant=ray&embed=1", "https://ray.example"),
        ("?tenant=front", "'none'"), ("?tenant=closed", "'none'"), ("?tenant=nobody", "'none'"),
    ])
    func `the page may stand in pages of the tenant that is asked for, and in no others`(
        query: String, frames: String
    ) async throws {
        let (response, text) = try await Self.get("/client/\(query)")
        #expect(response.status == .ok)
        #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors \(frames);") == true)
        #expect(response.headers[.cacheControl] == "no-cache")
        #expect(text.contains("\(ClientAsset.folder)/client.js"))
    }

    @Test func `its files are kept for ever, and pages of every origin may load them`() async throws {
        let (response, _) = try await Self.get("/client/\(ClientAsset.folder)/client.js")
        #expect(response.status == .ok)
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response.headers[.accessControlAllowOrigin] == "*")
    }

    @Test func `behind a CDN the page names the CDN's files, and its policy lets them in`() async throws {
        let (response, text) = try await Self.get("/client/", cdn: "https://cdn.example/c")
        #expect(text.contains("https://cdn.example/c/\(ClientAsset.folder)/client.js"))
        #expect(response.headers[.contentSecurityPolicy]?.contains("script-src 'self' https://cdn.example;") == true)
    }

    @Test func `the button is kept for five minutes, and then only sent again if it has changed`() async throws {
        let (first, _) = try await Self.get("/client/button.js")
        #expect(first.status == .ok)
        #expect(first.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(first.headers[.cacheControl] == "public, max-age=300, must-revalidate")
        #expect(first.headers[.crossOriginResourcePolicy] == "cross-origin")
        let tag = try #require(first.headers[.eTag])
        let (same, body) = try await Self.get("/client/button.js", headers: [.ifNoneMatch: "W/\(tag), \"x\""])
        #expect(same.status == .notModified && body.isEmpty && same.headers[.eTag] == tag)
        let (other, _) = try await Self.get("/client/button.js", headers: [.ifNoneMatch: "\"x\""])
        #expect(other.status == .ok)
    }
}
