import CoraCall
import CoraPostgres
import CoraServer
import CoraSpeech
import CoraStandIn
import CoraTenant
import CoraTwilio
import CoraWire
import Testing

/// A caller is put through to a person, without Twilio's REST API: the stream is closed, and Twilio asks what is next.
struct TransferTests {
    private static let human = "+14155550177"

    private static func options(_ stored: StoredLine) -> TestLine.Options {
        var options = stored.options(tenants: TestLine.tenants("humanNumber: \"\(human)\""))
        options.standIn.script = AgentScript(turns: [
            .init(
                heard: "I want to talk to a person.", says: "", thinkingMilliseconds: 0,
                toolCalls: [
                    .init(
                        name: "transfer_to_human",
                        arguments: ["queue": "primary_agent", "urgency": "urgent"])
                ]),
            .init(heard: "Yes please.", says: "I will have somebody call you.", thinkingMilliseconds: 0),
        ])
        return options
    }

    /// A call that asks for a person, up to the closing of its stream.
    private static func ask(_ line: TestLine) async throws -> MediaSocket {
        let (socket, _) = try await line.openLive()
        try await line.isHeard(on: socket, turns: 1)
        try await socket.saySomething()
        #expect(try await socket.closeCode() == 1_000)
        let ending = try await line.ending(of: socket.callSID).0
        #expect(ending.transfer?.number == human)
        // What the caller was told was heard to its end.
        #expect(try await socket.playedMilliseconds() == socket.audio.count / 8)
        return socket
    }

    private static func dialled(
        _ line: TestLine, _ callSID: String, _ fields: [String: String], attempt: Int = 0, isSecondTry: Bool = false
    ) async throws -> HTTPAnswer {
        let form = FormBody(
            [
                .init("CallSid", callSID), .init("To", TestLine.number), .init("From", "+14155550199"),
                .init("CallStatus", "in-progress"),
            ] + fields.map { .init($0, $1) })
        return try await line.post("/twilio/dialled?attempt=\(attempt)\(isSecondTry ? "&own=1" : "")", form)
    }

    @Test(.timeLimit(.minutes(3)))
    func `told, dialled with a whisper, taken with a key; every step is kept`() async throws {
        try await StoredLine.with { stored in
            try await TestLine.run(Self.options(stored)) { line in
                try await eventually("the tools") { await stored.isSetUp }
                let socket = try await Self.ask(line)
                let sid = socket.callSID
                let dial = try await line.after(sid).body
                #expect(dial.contains("<Dial action=\"https://voice.example/twilio/dialled?attempt=0\""))
                #expect(
                    dial.contains("<Number url=\"https://voice.example/twilio/whisper?call=\(sid)\">\(Self.human)<"))

                let child = FormBody([.init("CallSid", TestLine.newSID()), .init("ParentCallSid", sid)])
                let whisper = try await line.post("/twilio/whisper?call=\(sid)", child).body
                #expect(whisper.contains("4 1 5, 5 5 5") || whisper.contains("415"))
                #expect(whisper.contains("I want to talk to a person."))
                let taken = try await line.post(
                    "/twilio/whisper/answer?call=\(sid)", FormBody(child.fields + [.init("Digits", "1")])
                ).body
                #expect(taken.hasSuffix("<Response />"))
                let after = try await Self.dialled(
                    line, sid, ["DialCallStatus": "completed", "DialBridged": "true"])
                #expect(after.body.contains("<Hangup"))
            }
            let steps = try await stored.column("SELECT status FROM transfer_steps ORDER BY ts, status")
            #expect(steps == ["requested", "dialled", "answered"])
            let transfer = try #require(try await stored.pool.query("SELECT * FROM transfers").first)
            #expect(transfer["status"] == "answered")
            #expect(transfer["number"] == Self.human)
            #expect(transfer["queue"] == "primary_agent")
            #expect(transfer["urgency"] == "urgent")
            #expect(try await stored.column("SELECT name FROM tool_calls WHERE success") == ["transfer_to_human"])
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [("no-answer", "false"), ("completed", "false"), ("busy", "false"), ("failed", "false")])
    func `a person who does not answer: the caller is back, and the agent knows what was said and why`(
        status: String, bridged: String
    ) async throws {
        try await StoredLine.with { stored in
            try await TestLine.run(Self.options(stored)) { line in
                try await eventually("the tools") { await stored.isSetUp }
                let socket = try await Self.ask(line)
                _ = try await line.after(socket.callSID)
                try await eventually("the record") { try await stored.turns(of: socket.callSID) >= 3 }
                let result = ["DialCallStatus": status, "DialBridged": bridged]
                var answer = try await Self.dialled(line, socket.callSID, result)
                if status == "failed" {
                    // The caller's number may have been refused as a caller ID: once more under the one dialled.
                    #expect(answer.body.contains("callerId=\"\(TestLine.number)\""))
                    answer = try await Self.dialled(line, socket.callSID, result, isSecondTry: true)
                }
                // A stream that never began is not the one before: the person is not called again.
                let lost = try await line.after(socket.callSID, "attempt=1").body
                #expect(!lost.contains("<Dial") && lost.contains("<Stream"))
                let place = line.ear.ledger.count
                let back = try await line.dial(for: socket.callSID)
                try await back.start(token: answer.token)
                let done = try await line.ear.sent("response.done", after: place)
                #expect(
                    done["response"]?["output"]?[0]?["content"]?[0]?["transcript"]?.string
                        == CallSentence.nobodyAnswered.text(in: .english))
                let told = line.ear.told(after: place)
                #expect(told.contains("I want to talk to a person."))
                #expect(
                    told.contains { $0.contains(status == "busy" ? "the line was busy" : "The caller was to be put") })
                try await back.hangUp()
            }
            let last = try await stored.one("SELECT status FROM transfers")
            #expect(last == (status == "failed" ? "failed" : "unanswered"))
            #expect(try await stored.one("SELECT streams FROM calls") == "2")
        }
    }
}

extension StoredLine {
    /// Whether the tables and the tenants are there.
    var isSetUp: Bool {
        get async { (try? await one("SELECT count(*) FROM tenants")) == "1" }
    }

    fileprivate func turns(of callSID: String) async throws -> Int {
        let count = try await one(
            "SELECT count(*) FROM call_turns t JOIN calls c ON c.id = t.call_id WHERE c.twilio_sid = $1",
            [.text(callSID)])
        return count.flatMap { Int($0) } ?? 0
    }
}

extension ModelEar {
    /// The texts of the items that were put into a session's conversation.
    fileprivate func told(after place: Int) -> [String] {
        ledger.events.dropFirst(place).compactMap { event in
            guard case .received(let json, _) = event, json["type"] == "conversation.item.create" else { return nil }
            return json["item"]?["content"]?[0]?["text"]?.string
        }
    }
}
