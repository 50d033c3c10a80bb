import AsyncHTTPClient
import CoraClients
import CoraFakeTwilio
import CoraLoopback
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// The client against scripted answers, over loopback.
@Suite(.timeLimit(.minutes(10)))
struct TwilioCallsClientTests {
    private static let account = "AC00000000000000000000000000000001"
    private static let twiml = "<?xml version=\"1.0\"?><Response><Dial>+14155550177</Dial></Response>"

    private static func error(_ status: HTTPResponseStatus, _ code: Int) -> LoopbackServer.Answer {
        .response(
            status, type: "application/json", body: #"{"code":\#(code),"message":"why","status":\#(status.code)}"#)
    }

    private static let fine = LoopbackServer.Answer.response(
        .ok, type: "application/json", body: #"{"status":"in-progress"}"#)

    /// What a request comes to when the server answers so, one answer after the other; and what was asked.
    private static func redirect(
        _ answers: [LoopbackServer.Answer], twiml: String = twiml,
        limits: TwilioCallsClient.Limits = .init(attempt: .seconds(5), total: .seconds(20))
    ) async throws -> (TwilioCallsError?, [LoopbackServer.Request]) {
        let script = Script(answers)
        let server = LoopbackServer { script.next($0) }
        let port = try await server.start()
        let client = TwilioCallsClient(
            baseURL: "http://127.0.0.1:\(port)/", accountSID: account, secret: "very-secret", http: .shared,
            limits: limits)
        #expect(!"\(client)".contains("secret"))
        var found: TwilioCallsError?
        do throws(TwilioCallsError) { try await client.redirect(callSID: "CA1", to: twiml) } catch { found = error }
        await server.shutdown()
        return (found, script.requests)
    }

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

    @Test func `one signed request with the whole document`() async throws {
        let (error, requests) = try await Self.redirect([Self.fine])
        #expect(error == nil)
        let request = try #require(requests.first)
        #expect(request.method == .POST)
        #expect(request.target == "/2010-04-01/Accounts/\(Self.account)/Calls/CA1.json")
        let credentials = Data("\(Self.account):very-secret".utf8).base64EncodedString()
        #expect(request.headers.first(name: "authorization") == "Basic \(credentials)")
        let form = URLComponents(string: "?" + String(buffer: request.body).replacing("+", with: "%20"))
        #expect(form?.queryItems == [URLQueryItem(name: "Twiml", value: Self.twiml)])
    }

    @Test(arguments: [(404, 20_404), (400, 21_220)])
    func `a call that is gone is told as such`(status: Int, code: Int) async throws {
        let (error, requests) = try await Self.redirect([Self.error(.init(statusCode: status), code)])
        #expect(error == .callOver)
        #expect(requests.count == 1)
    }

    @Test func `what was not processed is asked again, twice at most`() async throws {
        let refused = Self.error(.tooManyRequests, 20_429)
        let (passing, requests) = try await Self.redirect([refused, refused, Self.fine])
        #expect(passing == nil)
        #expect(requests.count == 3)
        let (lasting, asked) = try await Self.redirect([refused, refused, refused, Self.fine])
        #expect(lasting == .rateLimited)
        #expect(asked.count == 3)
    }

    @Test func `what may have been processed is not asked again: a caller would be moved twice`() async throws {
        let (failed, requests) = try await Self.redirect([Self.error(.internalServerError, 20_500), Self.fine])
        #expect(failed == .unknown("HTTP 500: why"))
        #expect(requests.count == 1)
        let (silent, asked) = try await Self.redirect(
            [.silence], limits: .init(attempt: .milliseconds(300), total: .seconds(20)))
        guard case .unknown = silent else { return #expect(Bool(false), "\(String(describing: silent))") }
        #expect(asked.count <= 1)
    }

    @Test func `wrong credentials and wrong requests are told, without the secret`() async throws {
        #expect(try await Self.redirect([Self.error(.unauthorized, 20_003)]).0 == .unauthorised)
        let (error, _) = try await Self.redirect([Self.error(.badRequest, 21_205)])
        #expect(error == .refused(status: 400, code: 21_205, message: "why"))
        #expect(!"\(String(describing: error))".contains("secret"))
    }

    @Test func `a document that is too long for Twilio is not sent`() async throws {
        let (error, requests) = try await Self.redirect([Self.fine], twiml: String(repeating: "x", count: 4001))
        #expect(error == .refused(status: 400, code: 32_018, message: "TwiML of 4001 characters"))
        #expect(requests.isEmpty)
    }

    @Test func `no server there: it was not processed`() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = TwilioCallsClient(
            baseURL: "http://127.0.0.1:1", accountSID: Self.account, secret: "very-secret", http: http)
        await #expect {
            try await client.redirect(callSID: "CA1", to: Self.twiml)
        } throws: { error in
            guard case .unreachable = error as? TwilioCallsError else { return false }
            return !"\(error)".contains("secret")
        }
        try await http.shutdown()
    }
}
