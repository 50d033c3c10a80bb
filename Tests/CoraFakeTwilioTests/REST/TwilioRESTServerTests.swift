import AsyncHTTPClient
import CoraTwilio
import CoraWire
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import CoraFakeTwilio

/// The REST server on loopback, asked over HTTP.
struct TwilioRESTServerTests {
    private static let account = "AC00000000000000000000000000000001"

    /// What came back.
    private struct Reply {
        var status: Int
        var body: [String: JSON]
    }

    private let registry = FakeCallRegistry()

    private func serving<Value>(
        faults: TwilioRESTFaults = TwilioRESTFaults(), _ body: (TwilioRESTServer, Int) async throws -> Value
    ) async throws -> Value {
        let server = TwilioRESTServer(
            accountSid: Self.account, authToken: ScriptedWebhook.token, registry: registry, faults: faults,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let port = try await server.start()
        let result: Result<Value, any Error>
        do { result = .success(try await body(server, port)) } catch { result = .failure(error) }
        await server.shutdown()
        return try result.get()
    }

    private func ask(
        _ port: Int, _ callSid: String?, _ fields: [FormBody.Field]? = nil, token: String = ScriptedWebhook.token
    ) async throws -> Reply {
        let calls = "http://127.0.0.1:\(port)/2010-04-01/Accounts/\(Self.account)/Calls"
        var request = HTTPClientRequest(url: calls + (callSid.map { "/\($0)" } ?? "") + ".json")
        request.headers.add(
            name: "Authorization", value: "Basic " + Data("\(Self.account):\(token)".utf8).base64EncodedString())
        if let fields {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: FormBody(fields).serialise()))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 65_536)
        return Reply(status: Int(response.status.code), body: try JSON.parse(body).object ?? [:])
    }

    /// Asks for a hang-up, waits until the server has dealt with the request, however busy the machine is, and leaves.
    private func askInVain(_ server: TwilioRESTServer, _ port: Int) async throws {
        let before = server.requests.count
        let asking = Task { try await ask(port, Self.sid, [Self.hangup]) }
        for _ in 0..<6000 where server.requests.count == before { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.requests.count == before + 1)
        asking.cancel()
        await #expect(throws: (any Error).self) { try await asking.value }
    }

    private func running(_ sid: String) -> RunningCall {
        let call = RunningCall(CallFields(accountSid: Self.account, callSid: sid, call: Scenario.Call()))
        registry.began(call)
        return call
    }

    private static let sid = "CA0000000000000000000000000000000a"
    private static let hangup = FormBody.Field("Twiml", "<Response><Hangup/></Response>")

    @Test func `the states of a call decide what can be done`() async throws {
        try await serving { server, port in
            let unknown = try await ask(port, Self.sid, [Self.hangup])
            #expect(unknown.status == 404)
            #expect(unknown.body["code"] == 20_404)
            let call = running(Self.sid)
            call.answered()
            let live = try await ask(port, Self.sid)
            #expect(live.status == 200)
            #expect(live.body["status"] == "in-progress")
            let moved = try await ask(port, Self.sid, [Self.hangup, .init("Unknown", "1")])
            #expect(moved.status == 200)
            #expect(moved.body["sid"] == .string(Self.sid))
            #expect(call.takeUpdate() == .document("<Response><Hangup/></Response>"))
            call.ended(.completed)
            let over = try await ask(port, Self.sid, [Self.hangup])
            #expect(over.status == 400)
            #expect(over.body["code"] == 21_220)
            let wrong = try await ask(port, Self.sid, [Self.hangup], token: "another")
            #expect(wrong.status == 401)
            #expect(wrong.body["code"] == 20_003)
            #expect(server.requests.map(\.status) == [404, 200, 200, 400, 401])
            #expect(server.requests[2].form["Unknown"] == "1")
            #expect(try await ask(port, nil).body["calls"]?.array?.count == 1)
        }
    }

    @Test func `requests fail as scripted, and then no more`() async throws {
        let faults = TwilioRESTFaults(next: [.tooManyRequests, .serverError, .noAnswer, .lostAnswer])
        let call = running(Self.sid)
        call.answered()
        try await serving(faults: faults) { server, port in
            let first = try await ask(port, Self.sid, [Self.hangup])
            #expect(first.status == 429)
            #expect(first.body["code"] == 20_429)
            #expect(try await ask(port, Self.sid, [Self.hangup]).status == 500)
            try await askInVain(server, port)
            #expect(call.takeUpdate() == nil)
            try await askInVain(server, port)
            #expect(call.takeUpdate() != nil)
            #expect(try await ask(port, Self.sid).status == 200)
            #expect(server.requests.map(\.status) == [429, 500, nil, nil, 200])
            server.faults = .next(2, .tooManyRequests)
            #expect(try await ask(port, Self.sid).status == 429)
            #expect(try await ask(port, Self.sid).status == 429)
            #expect(try await ask(port, Self.sid).status == 200)
        }
    }

    // MARK: Calls that really move

    private let scenario = Scenario(
        name: "moved", caller: [.pause(milliseconds: 20_000), .hangUp],
        dials: [Scenario.DialOutcome(afterMilliseconds: 10, talkMilliseconds: 10)])

    /// Has a call stream, moves it, and tells what came of it.
    private func moved(
        by fields: (String) -> [FormBody.Field], alsoAsksAction: Bool = false
    ) async throws -> (report: FakeCallReport, asked: [String], media: [String], webhook: ScriptedWebhook) {
        let media = ScriptedMedia()
        let url = try await media.start()
        let webhook = ScriptedWebhook([
            "/voice": "<Connect action=\"/after\"><Stream url=\"\(url)\"/></Connect>",
            "/after": "<Reject/>", "/dialled": "<Hangup/>", "/next": "<Hangup/>",
        ])
        let result = try await webhook.serving { webhook in
            try await serving { _, port in
                var configuration = webhook.call(scenario)
                configuration.registry = registry
                configuration.alsoAsksAction = alsoAsksAction
                async let report = FakeCall.run(configuration)
                await media.waitForStart()
                let sid = try #require(registry.underWay.first)
                let answer = try await ask(port, sid, fields(webhook.url))
                #expect(answer.status == 200)
                return try await report
            }
        }
        await media.shutdown()
        #expect(registry.underWay == [])
        #expect(registry[result.callSid]?.status == .completed)
        return (result, webhook.requests.map(\.target), media.seen, webhook)
    }

    @Test func `a document ends the stream and runs`() async throws {
        let moved = try await moved {
            [.init("Twiml", "<Response><Dial action=\"\($0)/dialled\">+14155550177</Dial></Response>")]
        }
        #expect(moved.media == ["connected", "start", "stop", "close"])
        #expect(moved.asked == ["/voice", "/dialled"])
        #expect(moved.webhook.requests.last?.form["DialBridged"] == "true")
        #expect(moved.report.dials.map(\.leg.number) == ["+14155550177"])
        #expect(moved.report.ending == .agentHungUp)
        #expect(moved.report.violations == [])
    }

    @Test func `the action may be asked too, and its answer discarded`() async throws {
        let moved = try await moved(by: { [.init("Url", "\($0)/next")] }, alsoAsksAction: true)
        #expect(moved.asked == ["/voice", "/after", "/next"])
        #expect(moved.report.ending == .agentHungUp)
        #expect(
            moved.report.events.contains {
                if case .discarded(_, "/after") = $0.kind { true } else { false }
            })
    }

    @Test func `a status ends the call`() async throws {
        let moved = try await moved { _ in [.init("Status", "completed")] }
        #expect(moved.media == ["connected", "start", "stop", "close"])
        #expect(moved.asked == ["/voice"])
        #expect(moved.report.ending == .agentHungUp)
    }

    @Test func `a dial that is interrupted has its action asked`() async throws {
        let webhook = ScriptedWebhook([
            "/voice": "<Dial action=\"/dialled\">+14155550177</Dial>", "/dialled": "<Reject/>",
        ])
        let scenario = Scenario(
            name: "talking", caller: [.hangUp],
            dials: [Scenario.DialOutcome(afterMilliseconds: 10, talkMilliseconds: 30_000)])
        try await webhook.serving { webhook in
            try await serving { _, port in
                var configuration = webhook.call(scenario)
                configuration.registry = registry
                async let report = FakeCall.run(configuration)
                var answer: Reply?
                // The call is there and answered a moment after it was placed.
                for _ in 0..<200 where answer?.status != 200 {
                    try await Task.sleep(for: .milliseconds(20))
                    if let sid = registry.underWay.first { answer = try await ask(port, sid, [Self.hangup]) }
                }
                #expect(answer?.status == 200)
                #expect(try await report.ending == .agentHungUp)
            }
        }
        #expect(webhook.requests.map(\.target) == ["/voice", "/dialled"])
    }
}
