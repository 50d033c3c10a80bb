import CoraLoopback
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import CoraFakeTwilio

struct CallsEndpointTests {
    private static let account = "AC00000000000000000000000000000001"
    private static let callSid = "CA0000000000000000000000000000000a"
    private static let path = "/2010-04-01/Accounts/\(account)/Calls/\(callSid).json"

    private let endpoint = CallsEndpoint(accountSid: account, passwords: [account: "a-token", "SK1": "a:secret"])

    private func request(
        _ body: String, method: HTTPMethod = .POST, path: String = path, user: String = "\(account):a-token",
        type: String = "application/x-www-form-urlencoded"
    ) -> LoopbackServer.Request {
        LoopbackServer.Request(
            method: method, target: path,
            headers: [
                "authorization": "Basic \(Data(user.utf8).base64EncodedString())", "content-type": type,
            ], body: ByteBuffer(string: body))
    }

    private func update(_ body: String) throws -> CallUpdate? {
        guard case .update(Self.callSid, let update) = try endpoint.demand(request(body)) else { return nil }
        return update
    }

    private func refusal(_ request: LoopbackServer.Request) -> TwilioRESTError? {
        do throws(TwilioRESTError) {
            _ = try endpoint.demand(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a document moves the call`() throws {
        #expect(
            try update("Twiml=%3CResponse%3E%3CHangup%2F%3E%3C%2FResponse%3E&Whatever=1&Url=")
                == .document("<Response><Hangup/></Response>"))
    }

    @Test func `a URL moves the call, and a status ends it`() throws {
        #expect(
            try update("Url=https%3A%2F%2Fa.example%2Fnext&Method=GET")
                == .fetch(.init(url: "https://a.example/next", method: "GET")))
        #expect(
            try update("Url=https%3A%2F%2Fa.example%2Fnext")
                == .fetch(.init(url: "https://a.example/next", method: "POST")))
        #expect(try update("Status=completed") == .hangUp)
        #expect(try update("Status=canceled") == .cancel)
    }

    @Test func `a call is read`() throws {
        #expect(try endpoint.demand(request("", method: .GET)) == .read(callSid: Self.callSid))
    }

    @Test func `the calls are listed`() throws {
        let path = "/2010-04-01/Accounts/\(Self.account)/Calls.json"
        #expect(try endpoint.demand(request("", method: .GET, path: path)) == .list(status: nil))
        let filtered = request("", method: .GET, path: path + "?Status=in-progress&PageSize=20")
        #expect(try endpoint.demand(filtered) == .list(status: "in-progress"))
        #expect(refusal(request("To=%2B14155550177", path: path))?.code == 20_404)
    }

    @Test func `an API key is as good as the token`() {
        #expect(refusal(request("", method: .GET, user: "SK1:a:secret")) == nil)
    }

    @Test(arguments: ["", "\(account):another", "\(account)", "AC2:a-token", "SK1:a-token"])
    func `other credentials are refused`(user: String) {
        let refusal = refusal(request("Status=completed", user: user))
        #expect(refusal == .unauthorized)
        #expect(refusal?.status == .unauthorized)
        #expect(refusal?.code == 20_003)
    }

    @Test(arguments: [
        "/", "/2010-04-01/Accounts/AC2/Calls/\(callSid).json", "/2010-04-01/Accounts/\(account)/Calls/\(callSid)",
        "/2010-04-01/Accounts/\(account)/Calls/.json", "/2010-04-01/Accounts/\(account)/Messages/\(callSid).json",
    ])
    func `other resources are not found`(path: String) {
        #expect(refusal(request("Status=completed", path: path))?.code == 20_404)
    }

    @Test(arguments: [
        ("", 20_001), ("Twiml=", 20_001), ("Foo=bar", 20_001),
        ("Twiml=%3CResponse%2F%3E&Url=https%3A%2F%2Fa.example", 20_001),
        ("Twiml=%3CResponse%2F%3E&Status=completed", 20_001), ("Status=busy", 20_001), ("Url=nowhere", 21_205),
        ("Url=https%3A%2F%2Fa.example&Method=PUT", 20_001),
    ])
    func `what cannot be is refused`(body: String, code: Int) {
        let refusal = refusal(request(body))
        #expect(refusal?.status == .badRequest)
        #expect(refusal?.code == code)
    }

    @Test func `a form must say that it is one`() {
        #expect(refusal(request("Status=completed", type: "application/json"))?.code == 20_001)
    }

    @Test func `a document of 4000 characters is the longest`() {
        let refusals = [4_000, 4_001].map { refusal(request("Twiml=" + String(repeating: "x", count: $0))) }
        #expect(refusals[0] == nil)
        #expect(refusals[1]?.code == 32_018)
        #expect(refusals[1]?.status == .badRequest)
    }

    @Test func `errors have Twilio's form`() {
        let body = TwilioRESTError.notInProgress.body
        #expect(body.object?["code"] == 21_220)
        #expect(body.object?["status"] == 400)
        #expect(body.object?["message"] == "Call is not in-progress. Cannot redirect.")
        #expect(body.object?["more_info"] == "https://www.twilio.com/docs/errors/21220")
    }

    @Test func `a method that a resource does not have is refused`() {
        #expect(refusal(request("", method: .DELETE))?.code == 20_004)
    }
}
