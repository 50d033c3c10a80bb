import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

struct AccessTests {
    private static let act = "act-0123456789abcdef"
    private static let read = "read-0123456789abcdef"

    private static func settings(_ settings: inout Settings) {
        settings.access.opsToken = Secret(act)
        settings.access.opsReadToken = Secret(read)
    }

    private static func json(_ response: HTTPClientResponse) async throws -> JSON {
        try JSON.parse(try await response.body.collect(upTo: 1 << 16))
    }

    @Test(.timeLimit(.minutes(3)))
    func `a token is wanted, its scope is told, and too many wrong ones are told to wait`() async throws {
        try await TestLine.run(.init(settings: Self.settings)) { line in
            let none = try await line.ops("/ops/access")
            #expect(none.status == .unauthorized)
            #expect(none.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer") == true)
            #expect(try await Self.json(none)["error"]?["code"] == "no_token")
            #expect(try await Self.json(line.ops("/ops/access", token: Self.read))["scope"] == "read")
            #expect(try await Self.json(line.ops("/ops/access", token: Self.act))["scope"] == "act")
            var statuses: [UInt] = []
            for _ in 0..<12 {
                statuses.append(try await line.ops("/ops/access", token: "guessed-by-nobody").status.code)
            }
            #expect(statuses.prefix(10).allSatisfy { $0 == 401 })
            #expect(statuses.last == 429)
            let limited = try await line.ops("/ops/access", token: "guessed-by-nobody")
            #expect(limited.headers.first(name: "Retry-After").flatMap { Int($0) } != nil)
            #expect(try await line.ops("/ops/access", token: Self.act).status == .ok)
            let logged = try await line.log.first("a refusal") { $0["cora.path"] == "/ops/access" }
            #expect(logged["cora.client"] == "127.0.0.1")
            #expect(!logged.text.contains("guessed"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `behind a proxy that is trusted, one client's wrong tokens are not another's`() async throws {
        let options = TestLine.Options(settings: {
            Self.settings(&$0)
            $0.server.trustedProxies = TrustedProxies("127.0.0.1")
        })
        try await TestLine.run(options) { line in
            func guess(_ forwarded: String) async throws -> UInt {
                try await line.ops("/ops/access", token: "guessed-by-nobody", headers: ["X-Forwarded-For": forwarded])
                    .status.code
            }
            for number in 0..<12 { _ = try await guess("198.51.100.\(number), 203.0.113.7") }
            #expect(try await guess("203.0.113.7") == 429)
            #expect(try await guess("203.0.113.8") == 401)
            let logged = try await line.log.first("a refusal") { $0["cora.path"] == "/ops/access" }
            #expect(logged["cora.client"] == "203.0.113.7")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `with no token set the answer says what to set`() async throws {
        try await TestLine.run { line in
            let answer = try await line.ops("/ops/access", token: Self.act)
            #expect(answer.status == .forbidden)
            #expect(try await Self.json(answer)["error"]?["message"]?.string?.contains("OPS_TOKEN") == true)
        }
    }

    @Test(arguments: [
        ("0.0.0.0", true), ("127.0.0.1", false),
    ])
    func `a port of its own speaks TLS where others reach it, and does not where only this machine does`(
        host: String, isEncrypted: Bool
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = try Certificate(in: folder.path)
        let options = TestLine.Options(
            settings: {
                Self.settings(&$0)
                $0.access.port = 0
                $0.access.host = host
                $0.server.certificateFile = certificate.file
                $0.server.keyFile = certificate.key
            }, httpTLS: certificate.clientConfiguration)
        try await TestLine.run(options) { line in
            var request = HTTPClientRequest(
                url: "\(isEncrypted ? "https" : "http")://localhost:\(line.opsPort)/ops/access")
            request.headers.add(name: "Authorization", value: "Bearer \(Self.read)")
            let response = try await line.client.execute(request, timeout: .seconds(10))
            #expect(response.status == .ok)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `on a port of its own it is on that port only, and answers while calls end`() async throws {
        let options = TestLine.Options(settings: {
            Self.settings(&$0)
            $0.access.port = 0
            $0.server.shutdownGrace = .seconds(20)
        })
        try await TestLine.run(options) { line in
            #expect(line.opsPort != line.port)
            #expect(try await line.ops("/ops/access", token: Self.act).status == .ok)
            #expect(try await line.ops("/healthz").status == .notFound)
            #expect(try await line.get("/ops/access", headers: ["Authorization": "Bearer \(Self.act)"]).status == 404)
            #expect(try await line.get("/healthz").status == 200)
            let (socket, _) = try await line.openLive()
            await line.services.triggerGracefulShutdown()
            try await eventually("draining") { await line.application.supervisor.isDraining }
            #expect(try await line.ops("/ops/access", token: Self.read).status == .ok)
            try await socket.hangUp()
        }
    }
}
