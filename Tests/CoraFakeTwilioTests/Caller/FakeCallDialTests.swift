import CoraTwilio
import Testing

@testable import CoraFakeTwilio

/// Dials of a fake call to a scripted server on loopback.
struct FakeCallDialTests {
    private let documents = [
        "/voice": """
        <Dial action="/dialled?transfer=7" timeout="20" callerId="+14155550100">\
        <Number url="/whisper?call=1">+14155550177</Number></Dial>
        """,
        "/whisper": """
        <Gather numDigits="1" timeout="1" action="/answer?call=1"><Say>Dana is calling.</Say></Gather><Hangup/>
        """,
        "/answer": "", "/dialled": "<Hangup/>",
    ]

    private func scenario(_ dials: Scenario.DialOutcome...) -> Scenario {
        Scenario(name: "dial", caller: [.hangUp], dials: dials)
    }

    @Test func `a person hears the whisper, presses the key and is put through`() async throws {
        try await ScriptedWebhook(documents).serving { server in
            var scenario = scenario(.init(afterMilliseconds: 10, whisperKey: "1", talkMilliseconds: 20))
            scenario.expectations.dialled = ["+14155550177"]
            scenario.expectations.whisperContains = ["Dana"]
            let report = try await FakeCall.run(server.call(scenario))
            let asked = server.requests
            #expect(asked.map(\.target) == ["/voice", "/whisper?call=1", "/answer?call=1", "/dialled?transfer=7"])
            #expect(asked.allSatisfy { $0.isSigned })
            let dial = try #require(report.dials.first)
            #expect(asked[1].form["CallSid"] == dial.leg.sid)
            #expect(asked[1].form["ParentCallSid"] == report.callSid)
            #expect(asked[1].form["From"] == "+14155550100")
            #expect(asked[1].form["To"] == "+14155550177")
            #expect(asked[2].form["Digits"] == "1")
            #expect(asked[3].form["CallSid"] == report.callSid)
            #expect(asked[3].form["DialCallStatus"] == "completed")
            #expect(asked[3].form["DialBridged"] == "true")
            #expect(asked[3].form["DialCallSid"] == dial.leg.sid)
            let answered = try #require(dial.answered) / .seconds(1)
            #expect(asked[3].form["DialCallDuration"] == "\(Int(answered.rounded(.up)))")
            #expect(report.expectations.filter { !$0.isMet } == [])
            #expect(report.ending == .agentHungUp)
        }
    }

    @Test func `a voicemail presses nothing and is not put through`() async throws {
        try await ScriptedWebhook(documents).serving { server in
            let report = try await FakeCall.run(server.call(scenario(.init(afterMilliseconds: 10))))
            let asked = server.requests
            #expect(asked.map(\.target) == ["/voice", "/whisper?call=1", "/dialled?transfer=7"])
            #expect(asked.last?.form["DialCallStatus"] == "completed")
            #expect(asked.last?.form["DialBridged"] == "false")
            #expect(report.dials.first?.whispers == ["Dana is calling."])
            #expect(report.violations == [])
        }
    }

    @Test func `somebody who declines is not put through`() async throws {
        var documents = documents
        documents["/answer"] = "<Hangup/>"
        try await ScriptedWebhook(documents).serving { server in
            _ = try await FakeCall.run(
                server.call(scenario(.init(afterMilliseconds: 10, whisperKey: "2"))))
            #expect(server.requests[2].form["Digits"] == "2")
            #expect(server.requests.last?.form["DialBridged"] == "false")
        }
    }

    @Test func `the second transfer turns out as its own entry says`() async throws {
        var documents = documents
        documents["/dialled"] = #"<Dial action="/again">+14155550178</Dial>"#
        documents["/again"] = "<Hangup/>"
        try await ScriptedWebhook(documents).serving { server in
            let outcomes = scenario(
                .init(status: "no-answer", afterMilliseconds: 10), .init(status: "busy", afterMilliseconds: 10))
            let report = try await FakeCall.run(server.call(outcomes))
            let asked = server.requests
            #expect(asked.map(\.target) == ["/voice", "/dialled?transfer=7", "/again"])
            #expect(asked.dropFirst().map { $0.form["DialCallStatus"] } == ["no-answer", "busy"])
            #expect(asked.dropFirst().allSatisfy { $0.form["DialCallDuration"] == nil })
            #expect(report.dials.map(\.leg.number) == ["+14155550177", "+14155550178"])
            #expect(report.dials[1].leg.callerID == "+14155550123")
        }
    }

    @Test(arguments: [(10_000, 300, "canceled"), (10, 3_000, "completed")])
    func `a caller who leaves meanwhile is gone, and the action is told`(ringing: Int, leaving: Int, status: String)
        async throws
    {
        var documents = documents
        documents["/voice"] = #"<Dial action="/dialled">+14155550177</Dial>"#
        try await ScriptedWebhook(documents).serving { server in
            let report = try await FakeCall.run(
                server.call(
                    scenario(
                        .init(
                            afterMilliseconds: ringing, talkMilliseconds: 30_000, callerLeavesMilliseconds: leaving))))
            #expect(report.ending == .callerHungUp)
            #expect(server.requests.map(\.target) == ["/voice", "/dialled"])
            #expect(server.requests.last?.form["CallStatus"] == "completed")
            #expect(server.requests.last?.form["DialCallStatus"] == status)
            #expect(server.requests.last?.form["DialBridged"] == (status == "completed" ? "true" : "false"))
        }
    }

    @Test func `a whisper that breaks a rule fails the call`() async throws {
        var documents = documents
        documents["/whisper"] = "<Dial>+14155550199</Dial>"
        try await ScriptedWebhook(documents).serving { server in
            let report = try await FakeCall.run(server.call(scenario(.init(afterMilliseconds: 10))))
            #expect(report.violations.map(\.code) == [13_201])
            #expect(report.verdict == .failed)
            #expect(server.requests.last?.form["DialBridged"] == "false")
        }
    }
}
