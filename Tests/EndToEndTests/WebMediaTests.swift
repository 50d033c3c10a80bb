import AsyncHTTPClient
import CoraLoopback
import CoraSettings
import CoraWire
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// Which ways a web session's audio may take, as `GET /session` tells them, with a model's API that mints client secrets.
struct WebMediaTests {
    /// Runs a server whose model's API answers requests for client secrets so.
    /// - Returns: the bodies of these requests.
    private static func run(
        _ answer: LoopbackServer.Answer, tenant: String = "", _ body: @Sendable (TestLine) async throws -> Void
    ) async throws -> [JSON] {
        let asked = Mutex([JSON]())
        let api = LoopbackServer { request in
            guard request.path == "/v1/realtime/client_secrets" else { return .silence }
            let json = (try? JSON.parse(request.body)) ?? .null
            asked.withLock { $0.append(json) }
            return answer
        }
        let port = try await api.start()
        var options = TestLine.Options()
        options.tenants = TestLine.webTenants(tenant)
        options.modelURL = { _ in "http://127.0.0.1:\(port)/v1" }
        options.settings = { $0.tenants.warmGreetings = false }
        try await TestLine.run(options, body)
        await api.shutdown()
        return asked.withLock(\.self)
    }

    private static let fine = LoopbackServer.Answer.response(
        .ok, type: "application/json", body: #"{"value":"ek_1","expires_at":1790000600}"#)

    @Test(.timeLimit(.minutes(3)))
    func `the client secret stays on the server, and the session may go by WebRTC`() async throws {
        let asked = try await Self.run(Self.fine) { line in
            let answer = try await line.session()
            #expect(answer.body["media"] == ["webrtc", "socket"])
            #expect(answer.body["client_secret"] == nil)
            #expect(!answer.body.text.contains("ek_1"))
        }
        #expect(asked.count == 1)
        #expect(asked.first?["expires_after"] == ["anchor": "created_at", "seconds": 60])
        #expect(asked.first?["session"]?["type"] == "realtime")
        #expect(asked.first?["session"]?["model"]?.string?.isEmpty == false)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a business that wants it has browsers get the secret`() async throws {
        _ = try await Self.run(Self.fine, tenant: "webDirect: true") { line in
            let answer = try await line.session()
            #expect(answer.body["client_secret"]?["value"] == "ek_1")
            #expect(answer.body["client_secret"]?["expires_at"] == 1_790_000_600)
            #expect(answer.body["client_secret"]?["url"]?.string?.hasSuffix("/v1/realtime/calls") == true)
            let page = try await line.client.execute(
                HTTPClientRequest(url: "http://127.0.0.1:\(line.port)/client/?tenant=shop"), timeout: .seconds(10))
            let policy = page.headers.first(name: "content-security-policy") ?? ""
            #expect(policy.contains("connect-src 'self' http://127.0.0.1:"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `where no secret can be had, or none is wanted, the session goes by the socket`() async throws {
        let refusal = LoopbackServer.Answer.response(
            .notFound, type: "application/json", body: #"{"error":{"message":"no such route"}}"#)
        let refused = try await Self.run(refusal, tenant: "webDirect: true") { line in
            let answer = try await line.session()
            #expect(answer.status == 200)
            #expect(answer.body["media"] == ["socket"] && answer.body["client_secret"] == nil)
            #expect(answer.body["token"]?.string?.isEmpty == false)
        }
        #expect(refused.count == 1)
        let wanted = try await Self.run(Self.fine, tenant: "webDirect: true") { line in
            let answer = try await line.session("?media=socket")
            #expect(answer.body["media"] == ["socket"] && answer.body["client_secret"] == nil)
        }
        #expect(wanted.isEmpty)
    }

    @Test(.timeLimit(.minutes(3)))
    func `an offer to a session that is not there is refused in words`() async throws {
        _ = try await Self.run(Self.fine) { line in
            let session = try await line.session().body["session"]?.string ?? ""
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(line.port)/session/\(session)/offer?number=1")
            request.method = .POST
            request.headers = ["Content-Type": "application/sdp", "Authorization": "Bearer k"]
            request.body = .bytes(ByteBuffer(string: "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"))
            let response = try await line.client.execute(request, timeout: .seconds(10))
            let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
            #expect(response.status == .notFound && body.contains("\"no_session\""))
        }
    }
}
