import CoraCall
import CoraClients
import CoraLoopback
import CoraRealtime
import CoraSession
import CoraSettings
import CoraTenant
import CoraWire
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import CoraServer

/// Browsers' calls at a model whose API is on loopback.
@Suite(.timeLimit(.minutes(10)))
struct PeerExchangeTests {
    private static let session = SessionSettings(instructions: "Be kind.")

    /// The model's API. It mints `ek_1`, `ek_2`, … and makes `rtc_1`, `rtc_2`, ….
    private final class API: Sendable {
        private struct State {
            var secrets = 0
            var calls = 0
            /// Calls by the credential and the body of their offer.
            var offers: [String] = []
            var models: [String] = []
            var hungUp: [String] = []
            var answers: [String: LoopbackServer.Answer] = [:]
        }

        private let state = Mutex(State())
        /// Answers an offer once it has been asked; nil to answer at once.
        private let gate: (@Sendable () async -> Void)?

        init(gate: (@Sendable () async -> Void)? = nil) { self.gate = gate }

        var offers: [String] { state.withLock(\.offers) }
        var models: [String] { state.withLock(\.models) }
        var hungUp: [String] { state.withLock(\.hungUp) }

        /// Has requests to a path answered so.
        func answer(_ path: String, _ answer: LoopbackServer.Answer?) { state.withLock { $0.answers[path] = answer } }

        func answer(_ request: LoopbackServer.Request) async -> LoopbackServer.Answer {
            if request.path == "/v1/realtime/calls" { await gate?() }
            return state.withLock { state in
                if let answer = state.answers[request.path] { return answer }
                switch request.path {
                case "/v1/realtime/client_secrets":
                    state.secrets += 1
                    state.models.append((try? JSON.parse(request.body))?["session"]?["model"]?.string ?? "")
                    return .response(
                        .ok, type: "application/json", body: #"{"value":"ek_\#(state.secrets)","expires_at":1000}"#)
                case "/v1/realtime/calls":
                    state.calls += 1
                    let bearer = request.headers.first(name: "authorization") ?? ""
                    state.offers.append("\(bearer) \(String(buffer: request.body))")
                    return .response(
                        .created, type: "application/sdp", body: "v=0 answer \(state.calls)",
                        headers: ["Location": "/v1/realtime/calls/rtc_\(state.calls)"])
                default:
                    state.hungUp.append(request.path)
                    return .response(.ok, type: "application/json", body: "")
                }
            }
        }
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

    private static func exchange(_ port: Int) throws -> PeerExchange {
        var settings = Settings().openAI
        settings.baseURL = try #require(WebAddress("http://127.0.0.1:\(port)/v1"))
        settings.apiKey = Secret("sk-a-key")
        return PeerExchange(
            settings,
            dialer: ModelDialer(
                baseURL: settings.baseURL.text, apiKey: "sk-a-key", defaultModel: "own-model",
                defaultTranscription: "t", connector: NoConnector()),
            group: MultiThreadedEventLoopGroup.singleton,
            limits: .init(
                secret: .seconds(60), call: .seconds(60), hangUp: .seconds(60), hangUps: .seconds(60), unknown: .zero),
            farewell: .seconds(60),
            now: { CallInstant(nanoseconds: 0) }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs a test against an API, and shuts the exchange down.
    private static func run(
        _ api: API = API(), _ body: (PeerExchange, _ port: Int) async throws -> Void
    ) async throws {
        let server = LoopbackServer { await api.answer($0) }
        let port = try await server.start()
        let exchange = try exchange(port)
        let result: Result<Void, any Error>
        do { result = .success(try await body(exchange, port)) } catch { result = .failure(error) }
        await exchange.shutdown()
        await server.shutdown()
        try result.get()
    }

    private static func ticket(_ sid: String = "WS1", fallback: String? = nil) -> CallTicket {
        var tenant = Tenant(id: "ray", numbers: [], agentName: "Ray")
        if let fallback { (tenant.fallbackBaseURL, tenant.fallbackModel) = (fallback, "second-model") }
        return CallTicket(
            callSID: sid, callID: sid, tenant: tenant, callerNumber: "web", dialledNumber: "+14155550100")
    }

    private static func refused(
        _ exchange: PeerExchange, _ ticket: CallTicket = ticket()
    ) async -> PeerRefusal? {
        do throws(PeerRefusal) {
            _ = try await exchange.answer("v=0", for: ticket, by: .own, session: session)
            return nil
        } catch { return error }
    }

    private static func error(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) -> LoopbackServer.Answer {
        .response(status, type: "application/json", body: #"{"error":{"message":"why"}}"#, headers: headers)
    }

    @Test func `the first offer has the secret that was minted for its session, later ones their own`() async throws {
        let api = API()
        try await Self.run(api) { exchange, _ in
            let secret = await exchange.prepare(Self.ticket(), Self.session)
            #expect(secret?.value.revealed == "ek_1")
            for count in 1...2 {
                let answer = try await exchange.answer(
                    "v=0 offer \(count)", for: Self.ticket(), by: .own, session: Self.session)
                #expect(answer == PeerAnswer(callID: "rtc_\(count)", sdp: "v=0 answer \(count)"))
            }
            _ = try await exchange.answer("v=0 offer 3", for: Self.ticket("WS2"), by: .own, session: Self.session)
        }
        #expect(
            api.offers == ["Bearer ek_1 v=0 offer 1", "Bearer ek_2 v=0 offer 2", "Bearer ek_3 v=0 offer 3"])
        #expect(api.models == ["own-model", "own-model", "own-model"])
    }

    @Test func `the fallback route is the tenant's other model at its other address, offers and hang-ups alike`()
        async throws
    {
        let (own, other) = (API(), API())
        let server = LoopbackServer { await other.answer($0) }
        let port = try await server.start()
        try await Self.run(own) { exchange, _ in
            let ticket = Self.ticket(fallback: "ws://127.0.0.1:\(port)/v1")
            #expect(await exchange.prepare(ticket, Self.session) != nil)
            let answer = try await exchange.answer("v=0", for: ticket, by: .fallback, session: Self.session)
            exchange.hangUp(answer.callID, of: ticket.tenant, by: .fallback)
        }
        await server.shutdown()
        #expect(own.offers.isEmpty && own.hungUp.isEmpty)
        #expect(other.models == ["second-model"] && other.offers == ["Bearer ek_1 v=0"])
        #expect(other.hungUp == ["/v1/realtime/calls/rtc_1/hangup"])
    }

    @Test(arguments: [(401, false), (403, false), (404, false), (500, true), (503, true)])
    func `a key or model that is refused stays refused; a server that fails may be asked again`(
        status: Int, mayTryAgain: Bool
    ) async throws {
        let api = API()
        for path in ["/v1/realtime/client_secrets", "/v1/realtime/calls"] {
            api.answer(path, Self.error(.init(statusCode: status)))
            try await Self.run(api) { exchange, _ in
                let refusal = await Self.refused(exchange)
                #expect(refusal?.mayTryAgain == mayTryAgain && refusal?.isBusy == false)
                #expect(refusal?.why.contains("why") == true)
            }
            api.answer(path, nil)
        }
    }

    @Test func `an account at its limit is busy for as long as it says`() async throws {
        let api = API()
        api.answer("/v1/realtime/calls", Self.error(.tooManyRequests, ["Retry-After": "4"]))
        try await Self.run(api) { exchange, _ in
            let refusal = await Self.refused(exchange)
            #expect(refusal?.isBusy == true && refusal?.mayTryAgain == true && refusal?.wait == .seconds(4))
        }
    }

    @Test func `an account without money is not busy: waiting does not help`() {
        let refusal = PeerRefusal(.refused(.init(status: 429, code: "insufficient_quota")))
        #expect(!refusal.isBusy && !refusal.mayTryAgain)
    }

    @Test func `a session whose secret cannot be minted has none, and goes on`() async throws {
        let api = API()
        api.answer("/v1/realtime/client_secrets", Self.error(.notFound))
        try await Self.run(api) { exchange, _ in
            #expect(await exchange.prepare(Self.ticket(), Self.session) == nil)
        }
    }

    @Test func `a call whose answer cannot be used is hung up`() async throws {
        let api = API()
        api.answer(
            "/v1/realtime/calls",
            .response(.created, type: "text/html", body: "<html>", headers: ["Location": "/v1/realtime/calls/rtc_7"]))
        try await Self.run(api) { exchange, _ in
            #expect(await Self.refused(exchange)?.mayTryAgain == false)
        }
        #expect(api.hungUp == ["/v1/realtime/calls/rtc_7/hangup"])
    }

    // Field case N1.
    @Test func `a browser that gives up does not cancel its offer; the call that comes of it is hung up`() async throws
    {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let api = API {
            ask.finish()
            for await _ in opened {}
        }
        try await Self.run(api) { exchange, _ in
            let browser = Task { await Self.refused(exchange) }
            for await _ in asked {}
            browser.cancel()
            open.finish()
            #expect(await browser.value?.why == "the browser is gone")
        }
        #expect(api.offers.count == 1)
        #expect(api.hungUp == ["/v1/realtime/calls/rtc_1/hangup"])
    }

    // Field case N2.
    @Test func `when the server stops, the calls that are left are hung up, and no other`() async throws {
        let api = API()
        try await Self.run(api) { exchange, _ in
            for sid in ["WS1", "WS2"] {
                _ = try await exchange.answer("v=0", for: Self.ticket(sid), by: .own, session: Self.session)
            }
            exchange.hangUp("rtc_1", of: Self.ticket().tenant, by: .own)
        }
        #expect(api.hungUp.sorted() == ["/v1/realtime/calls/rtc_1/hangup", "/v1/realtime/calls/rtc_2/hangup"])
    }

    @Test func `an offer that is under way when the server stops leaves no call`() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let api = API {
            ask.finish()
            for await _ in opened {}
        }
        try await Self.run(api) { exchange, _ in
            let browser = Task { await Self.refused(exchange) }
            for await _ in asked {}
            let stop = Task { await exchange.shutdown() }
            while !exchange.isClosing { await Task.yield() }
            open.finish()
            #expect(await browser.value?.mayTryAgain == false)
            await stop.value
            #expect(api.hungUp == ["/v1/realtime/calls/rtc_1/hangup"])
        }
    }

    @Test func `an id that is no call's is not sent`() async throws {
        let api = API()
        try await Self.run(api) { exchange, _ in
            exchange.hangUp("rtc_1/../../models", of: Self.ticket().tenant, by: .own)
        }
        #expect(api.hungUp.isEmpty)
    }

    @Test func `after many failures in a row the API is left alone for a moment`() async throws {
        let api = API()
        api.answer("/v1/realtime/client_secrets", Self.error(.internalServerError))
        try await Self.run(api) { exchange, _ in
            for _ in 0..<ModelBreaker.threshold { _ = await Self.refused(exchange) }
            api.answer("/v1/realtime/client_secrets", nil)
            let refusal = await Self.refused(exchange)
            #expect(refusal?.mayTryAgain == true && refusal?.wait == .seconds(1))
            #expect(await exchange.prepare(Self.ticket(), Self.session) == nil)
        }
        #expect(api.models.isEmpty)
    }
}
