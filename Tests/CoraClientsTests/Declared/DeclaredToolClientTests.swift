import CoraCall
import CoraClients
import CoraTenant
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

/// Tenants' own tools over HTTP.
@Suite(.timeLimit(.minutes(10)))
struct DeclaredToolClientTests {
    private static let secret = "a-secret-nobody-may-see"
    private static let ticket = CallTicket(
        callSID: "CA1", callID: "1", tenant: Tenant(id: "ray", numbers: [], agentName: "Ray"),
        callerNumber: "+14155550199", dialledNumber: "+14155550100")

    private static func tool(_ url: String, deadline: CallDuration = .seconds(5)) throws -> DeclaredTool {
        DeclaredTool(
            description: ToolDescription(name: "mortgage_rate", description: "Rates.", parameters: .object([])),
            url: try #require(ToolURL(url)), secret: Confidential(secret), deadline: deadline)
    }

    private static func client(
        _ settings: DeclaredToolClient.Settings = .init(allowsPrivateNetworks: true, allowsPlainHTTP: true),
        tls: NIOSSLContext? = nil
    ) throws -> DeclaredToolClient {
        DeclaredToolClient(
            group: MultiThreadedEventLoopGroup.singleton,
            tls: try tls ?? NIOSSLContext(configuration: .makeClientConfiguration()), settings: settings,
            clocks: Clocks(
                wall: { WallTime(seconds: 1_790_000_000) }, steady: { CallInstant(nanoseconds: 0) }))
    }

    private static func run(
        _ url: String, arguments: String = #"{"years": 30}"#, deadline: CallDuration = .seconds(5),
        client: DeclaredToolClient? = nil
    ) async throws -> JSON {
        let invocation = ToolInvocation(id: "call_1", name: "mortgage_rate", arguments: arguments)
        let client = try client ?? Self.client()
        let outcome = await client.run(try tool(url, deadline: deadline), invocation, on: ticket)
        #expect(!outcome.envelope.contains(secret))
        let envelope = try JSON.parse(outcome.envelope)
        #expect(envelope["ok"]?.bool == outcome.succeeded && outcome.wrote == outcome.succeeded)
        return envelope
    }

    private static func code(_ envelope: JSON) -> String? {
        envelope["ok"] == false ? envelope["error"]?["code"]?.string : nil
    }

    @Test func `the request says who asks for what, signed; JSON comes back in an envelope`() async throws {
        try await ToolServer.with(.answer(200, #"{"rate":6.25}"#)) { server, port in
            let envelope = try await Self.run("http://127.0.0.1:\(port)/rates?x=1")
            #expect(envelope == ["ok": true, "data": ["rate": 6.25]])
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.head.method == .POST)
            #expect(request.head.uri == "/rates?x=1")
            #expect(request.head.headers.first(name: "host") == "127.0.0.1:\(port)")
            let body = try JSON.parse(request.body)
            #expect(
                body == [
                    "call": "CA1", "tenant": "ray", "tool": "mortgage_rate", "arguments": ["years": 30],
                ])
            let signature = RequestSigning.signature(
                of: ByteBuffer(string: request.body), at: 1_790_000_000, secret: Self.secret)
            #expect(request.head.headers.first(name: "x-cora-signature") == signature)
            #expect(request.head.headers.first(name: "idempotency-key")?.count == 64)
        }
    }

    @Test(arguments: [
        (200, #"{"ok":true,"data":{"a":1}}"#, #"{"data":{"a":1},"ok":true}"#),
        (
            200, #"{"ok":false,"error":{"code":"x","message":"m","retryable":false}}"#,
            #"{"error":{"code":"x","message":"m","retryable":false},"ok":false}"#
        ),
        (
            422, #"{"ok":false,"error":{"code":"x","message":"m","retryable":false}}"#,
            #"{"error":{"code":"x","message":"m","retryable":false},"ok":false}"#
        ),
        (200, "[1,2]", #"{"data":[1,2],"ok":true}"#), (204, "", #"{"data":null,"ok":true}"#),
    ])
    func `answers in an envelope of their own pass as they are`(status: Int, body: String, wanted: String) async throws
    {
        let envelope = try await ToolServer.with(.answer(status, body)) { _, port in
            try await Self.run("http://localhost:\(port)/")
        }
        #expect(envelope.text == wanted)
    }

    @Test(arguments: [
        (ToolServer.Reply.answer(500, "{}"), "failed"), (.answer(404, "no"), "failed"),
        (.answer(200, "<html>"), "bad_answer"), (.hangUp, "not_reachable"),
        (.answer(302, "", headers: ["Location": "http://127.0.0.1:1/"]), "failed"),
        (.answer(200, "\"" + String(repeating: "a", count: 65 << 10) + "\""), "bad_answer"),
    ])
    func `what goes wrong is an error in the envelope`(reply: ToolServer.Reply, code: String) async throws {
        try await ToolServer.with(reply) { server, port in
            let envelope = try await Self.run("http://127.0.0.1:\(port)/")
            #expect(Self.code(envelope) == code)
            #expect(envelope["error"]?["message"]?.string?.isEmpty == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `silence ends at the deadline, and with the call`() async throws {
        try await ToolServer.with(.silence) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let answer1 = try await Self.run(url, deadline: .milliseconds(200))
            #expect(Self.code(answer1) == "timeout")
            let asking = Task { try await Self.run(url, deadline: .seconds(50)) }
            asking.cancel()
            let answer2 = try await asking.value
            #expect(Self.code(answer2) == "cancelled")
        }
    }

    @Test(arguments: ["[]", "", "{", "1"])
    func `arguments that are no object are not sent`(arguments: String) async throws {
        try await ToolServer.with(.answer(200, "{}")) { server, port in
            let envelope = try await Self.run("http://127.0.0.1:\(port)/", arguments: arguments)
            #expect(Self.code(envelope) == "invalid_arguments")
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://[::1]:PORT/", "http://2130706433:PORT/",
        "http://0x7f.1:PORT/", "http://127.1:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://169.254.169.254/",
        "http://10.0.0.1/", "http://0:PORT/",
    ])
    func `without leave nothing of this machine or its networks is asked`(url: String) async throws {
        let client = try Self.client(.init(allowsPlainHTTP: true))
        try await ToolServer.with(.answer(200, "{}")) { server, port in
            let envelope = try await Self.run(url.replacing("PORT", with: String(port)), client: client)
            #expect(Self.code(envelope) == "not_available")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `plain HTTP wants leave too, and a server that is not there is named`() async throws {
        let client = try Self.client(.init(allowsPrivateNetworks: true))
        let answer3 = try await Self.run("http://127.0.0.1:9/", client: client)
        #expect(Self.code(answer3) == "not_available")
        let answer4 = try await Self.run("http://127.0.0.1:9/")
        #expect(Self.code(answer4) == "not_reachable")
        let answer5 = try await Self.run("http://no-such-host.invalid/")
        #expect(Self.code(answer5) == "not_reachable")
    }

    @Test func `TLS is checked against the name, not the address that was found`() async throws {
        let folder = NSTemporaryDirectory() + "tool-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificate = try ToolCertificate(in: folder)
        let settings = DeclaredToolClient.Settings(allowsPrivateNetworks: true)
        let trusting = try Self.client(settings, tls: try certificate.client())
        let doubting = try Self.client(settings)
        try await ToolServer.with(.answer(200, "{}"), tls: try certificate.server()) { server, port in
            #expect(try await Self.run("https://localhost:\(port)/", client: trusting)["ok"] == true)
            let other = try await Self.run("https://127.0.0.1:\(port)/", client: trusting)
            #expect(Self.code(other) == "not_reachable")
            let unknown = try await Self.run("https://localhost:\(port)/", client: doubting)
            #expect(Self.code(unknown) == "not_reachable")
            #expect(server.requests.count == 1)
        }
    }
}
