import AsyncHTTPClient
import CoraClients
import CoraLoopback
import CoraTenant
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// The client against scripted answers, over loopback.
@Suite(.timeLimit(.minutes(10)))
struct RealtimeCallsClientTests {
    private static let key = "sk-a-key-that-nobody-may-see"
    private static let sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    private static let secret = ClientSecret(value: Confidential("ek_very-private"), expiresAt: 60, calls: "")

    /// Answers one request after the other; after the last answer, none.
    private final class Script: Sendable {
        private let state: Mutex<(answers: [LoopbackServer.Answer], requests: [LoopbackServer.Request])>

        init(_ answers: [LoopbackServer.Answer]) { state = Mutex((answers, [])) }

        var requests: [LoopbackServer.Request] { state.withLock(\.requests) }

        func next(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
            state.withLock { state in
                state.requests.append(request)
                return state.answers.isEmpty ? .silence : state.answers.removeFirst()
            }
        }
    }

    /// What some requests of a client come to when the server answers so; and what was asked.
    private static func ask<Value: Sendable>(
        _ answers: [LoopbackServer.Answer], limits: RealtimeCallsClient.Limits? = nil,
        _ work: (RealtimeCallsClient) async throws -> Value
    ) async throws -> (Value, [LoopbackServer.Request]) {
        let script = Script(answers)
        let server = LoopbackServer { script.next($0) }
        let port = try await server.start()
        let client = try RealtimeCallsClient(
            baseURL: "http://127.0.0.1:\(port)/v1/", apiKey: key, http: .shared,
            retry: RetryPolicy(retries: 2, pause: .milliseconds(1)),
            limits: limits
                ?? .init(
                    secret: .seconds(20), call: .seconds(20), hangUp: .seconds(20), hangUps: .seconds(60),
                    unknown: .zero))
        #expect(!"\(client)".contains(key))
        let value: Value
        do { value = try await work(client) } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
        return (value, script.requests)
    }

    private static func json(
        _ status: HTTPResponseStatus, _ body: String, _ headers: HTTPHeaders = [:]
    ) -> LoopbackServer.Answer {
        .response(status, type: "application/json", body: body, headers: headers)
    }

    private static func refusal(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) -> LoopbackServer.Answer {
        json(status, #"{"error":{"message":"why, says \#(key)","type":"a_type","code":"a_code"}}"#, headers)
    }

    private static func answer(_ location: String?, body: String = sdp) -> LoopbackServer.Answer {
        .response(
            .created, type: "application/sdp", body: body, headers: location.map { ["Location": $0] } ?? [:])
    }

    // MARK: Secrets

    @Test func `a secret is minted with the API's key, and no description shows it`() async throws {
        let answer = Self.json(.ok, #"{"value":"ek_68aa","expires_at":1790000600,"session":{"type":"realtime"}}"#)
        let (secret, requests) = try await Self.ask([answer]) { try await $0.mint(ByteBuffer(string: "{}")) }
        #expect(secret.value.revealed == "ek_68aa")
        #expect(secret.expiresAt == 1_790_000_600)
        #expect(secret.calls.hasSuffix("/v1/realtime/calls"))
        #expect(!"\(secret)".contains("ek_68aa"))
        let request = try #require(requests.first)
        #expect(request.method == .POST && request.target == "/v1/realtime/client_secrets")
        #expect(request.headers.first(name: "authorization") == "Bearer \(Self.key)")
        #expect(request.headers.first(name: "content-type") == "application/json")
        #expect(String(buffer: request.body) == "{}")
    }

    @Test(arguments: [
        #"{"value":"","expires_at":1}"#, #"{"value":"ek_1"}"#, #"{"expires_at":1}"#, "[]", "not JSON",
        #"{"value":"ek_1\r\nX: y","expires_at":1}"#, #"{"value":7,"expires_at":1}"#,
    ])
    func `an answer without a secret that can be used is told as such`(body: String) async throws {
        await #expect {
            _ = try await Self.ask([Self.json(.ok, body)]) { try await $0.mint(ByteBuffer()) }
        } throws: { error in
            guard case .notUnderstood = error as? OpenAIError else { return false }
            return true
        }
    }

    @Test(arguments: [
        (401, false, false), (403, false, false), (404, false, false), (429, true, false), (500, true, true),
        (503, true, true),
    ])
    func `refusals say whether another try may help, and never the key`(
        status: Int, isPassing: Bool, isOutage: Bool
    ) async throws {
        let headers: HTTPHeaders = status == 429 ? ["Retry-After": "7"] : [:]
        await #expect {
            _ = try await Self.ask([Self.refusal(.init(statusCode: status), headers)]) {
                try await $0.mint(ByteBuffer())
            }
        } throws: { error in
            guard let error = error as? OpenAIError, case .refused(let refusal) = error else { return false }
            return refusal.status == status && refusal.code == "a_code" && !"\(error)".contains(Self.key)
                && refusal.retryAfter == (status == 429 ? .seconds(7) : nil)
                && error.isPassing == isPassing && error.isOutage == isOutage
        }
    }

    @Test func `a secret is asked for once, and not for longer than it may take`() async throws {
        let limits = RealtimeCallsClient.Limits(secret: .milliseconds(300))
        await #expect(throws: OpenAIError.timedOut) {
            _ = try await Self.ask([.silence], limits: limits) { try await $0.mint(ByteBuffer()) }
        }
    }

    // MARK: Calls

    @Test(arguments: ["/v1/realtime/calls/rtc_u1-A_b", "http://api.example/v1/realtime/calls/rtc_u1-A_b/?x=1"])
    func `an offer goes out as it came, with the secret and not the key`(location: String) async throws {
        let (call, requests) = try await Self.ask([Self.answer(location)]) {
            try await $0.call("v=0\r\noffer", with: Self.secret)
        }
        #expect(call == RealtimeCall(id: "rtc_u1-A_b", answer: Self.sdp))
        let request = try #require(requests.first)
        #expect(request.method == .POST && request.target == "/v1/realtime/calls")
        #expect(request.headers.first(name: "authorization") == "Bearer ek_very-private")
        #expect(request.headers.first(name: "content-type") == "application/sdp")
        #expect(String(buffer: request.body) == "v=0\r\noffer")
    }

    @Test(arguments: [
        nil, "/v1/realtime/calls/", "/v1/realtime/calls/sess_1", "/v1/realtime/calls/rtc_", "/rtc_1/../x y",
        "/v1/realtime/calls/rtc_" + String(repeating: "a", count: 125),
    ])
    func `an answer that names no call is none`(location: String?) async throws {
        await #expect(
            throws: RealtimeCallFailure(.notUnderstood("it names no call in its Location"))
        ) {
            _ = try await Self.ask([Self.answer(location)]) { try await $0.call("v=0", with: Self.secret) }
        }
    }

    @Test(arguments: ["", "<html>", "v=0\r\n" + String(repeating: "a", count: 64 << 10)])
    func `a call whose answer cannot be used is named, to be hung up`(body: String) async throws {
        await #expect {
            _ = try await Self.ask([Self.answer("/v1/realtime/calls/rtc_1", body: body)]) {
                try await $0.call("v=0", with: Self.secret)
            }
        } throws: { error in
            (error as? RealtimeCallFailure)?.callID == "rtc_1"
        }
    }

    @Test func `an offer is posted once, whatever comes of it`() async throws {
        let (result, requests) = try await Self.ask([Self.refusal(.internalServerError), Self.answer("/rtc_1")]) {
            client -> RealtimeCallFailure? in
            do throws(RealtimeCallFailure) {
                _ = try await client.call("v=0", with: Self.secret)
                return nil
            } catch { return error }
        }
        #expect(result?.callID == nil)
        #expect(result?.cause.isPassing == true)
        #expect(requests.count == 1)
    }

    // MARK: Hanging up

    @Test func `a call is hung up with the API's key`() async throws {
        let (_, requests) = try await Self.ask([Self.json(.ok, "")]) { try await $0.hangUp("rtc_1") }
        let request = try #require(requests.first)
        #expect(request.method == .POST && request.target == "/v1/realtime/calls/rtc_1/hangup")
        #expect(request.headers.first(name: "authorization") == "Bearer \(Self.key)")
        #expect(requests.count == 1)
    }

    @Test func `what may pass is tried again`() async throws {
        let busy = Self.refusal(.tooManyRequests, ["Retry-After": "0"])
        let (_, requests) = try await Self.ask([Self.refusal(.badGateway), busy, Self.json(.ok, "{}")]) {
            try await $0.hangUp("rtc_1")
        }
        #expect(requests.count == 3)
    }

    @Test func `a call that is not known is asked for once more, and is then over`() async throws {
        let (_, over) = try await Self.ask([Self.refusal(.notFound), Self.refusal(.notFound)]) {
            try await $0.hangUp("rtc_1")
        }
        #expect(over.count == 2)
        let (_, late) = try await Self.ask([Self.refusal(.notFound), Self.json(.ok, "")]) {
            try await $0.hangUp("rtc_1")
        }
        #expect(late.count == 2)
    }

    @Test func `a key that is refused is not tried again`() async throws {
        let (error, requests) = try await Self.ask([Self.refusal(.unauthorized), Self.json(.ok, "")]) {
            client -> OpenAIError? in
            do throws(OpenAIError) {
                try await client.hangUp("rtc_1")
                return nil
            } catch { return error }
        }
        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(refusal.status == 401)
        #expect(requests.count == 1)
    }

    @Test(arguments: [
        "", "rtc_", "rtc_a/../b", "rtc_a b", "sess_1", "rtc_ä", "rtc_" + String(repeating: "a", count: 125),
    ])
    func `what is no call's id does not become part of an address`(id: String) async throws {
        #expect(!RealtimeCall.isID(id))
        await #expect(throws: OpenAIError.self) {
            _ = try await Self.ask([]) { try await $0.hangUp(id) }
        }
    }

    @Test func `the longest id has 128 characters`() {
        #expect(RealtimeCall.isID("rtc_" + String(repeating: "a", count: 124)))
    }
}
