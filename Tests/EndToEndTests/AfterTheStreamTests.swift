import CoraCall
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraTwilio
import CoraWire
import Testing

struct AfterTheStreamTests {
    private static let hangUp = #"<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>"#

    @Test(.timeLimit(.minutes(3)))
    func `an unknown number reaches the default tenant`() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive(to: "+15005550000")
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `without a default tenant an unknown number hears an apology`() async throws {
        try await TestLine.run(.init(tenants: TestLine.tenants(isDefault: false))) { line in
            let call = try await line.announce(to: "+15005550000")
            #expect(call.answer.status == 200)
            #expect(call.token == nil)
            #expect(
                call.answer.body.contains(
                    "<Say language=\"en-US\">I'm sorry, this number is not in service. Goodbye.</Say><Hangup"))
            #expect(await line.application.supervisor.isEmpty())
            #expect(try await line.announce(to: TestLine.number).token != nil)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the answer connects the caller: the stream's address and the action's, the caller in neither`() async throws {
        try await TestLine.run { line in
            let body = try await line.announce().answer.body
            #expect(body.contains(#"<Stream url="wss://voice.example/twilio/media">"#))
            #expect(body.contains(#"action="https://voice.example/twilio/after?attempt=0""#))
            #expect(!body.contains("4155550199"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the same webhook again gives the same ticket, and one stream lives on it`() async throws {
        try await TestLine.run { line in
            let first = try await line.announce()
            let second = try await line.announce(callSID: first.callSID)
            let socket = try await line.open(second)
            try await eventually("one session") { line.model.sessionsOpen == 1 }
            let late = try await line.dial(for: first.callSID)
            try await late.start(token: first.token)
            #expect(try await late.closeCode() == 1_008)
            try await line.settles(at: 1)
            try await socket.hangUp()
            try await line.settles(at: 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a call that ended with a goodbye is hung up`() async throws {
        var options = TestLine.Options()
        options.standIn.script = AgentScript(turns: [
            .init(heard: "bye", says: "Bye.", thinkingMilliseconds: 0, toolCalls: [.init(name: "end_call")])
        ])
        try await TestLine.run(options) { line in
            let (socket, _) = try await line.openLive()
            try await line.isHeard(on: socket, turns: 1)
            try await socket.saySomething()
            #expect(try await socket.closeCode() == 1_000)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.agentEnded))
            // All of it was played before the line closed.
            #expect(socket.audio == line.ear.agentAudio())
            #expect(try await socket.playedMilliseconds() == socket.audio.count / 8)
            #expect(try await line.after(socket.callSID).body == Self.hangUp)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who hung up is asked nothing more`() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive()
            try await socket.hangUp()
            _ = try await line.ending(of: socket.callSID)
            #expect(try await line.after(socket.callSID, status: "completed").body == Self.hangUp)
            // At once, with the report of the call's end perhaps still on its way.
            #expect(try await line.after(socket.callSID).body == Self.hangUp)
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [false, true])
    func `after the model was lost the caller hears an apology, or is put through`(_ hasHuman: Bool) async throws {
        var options = TestLine.Options(
            tenants: TestLine.tenants(hasHuman ? #"humanNumber: "+14155550111""# : ""),
            settings: { $0.calls.redial = .seconds(2) })
        options.standIn.faults.abortAfterAudioDeltas = 1
        try await TestLine.run(options) { line in
            let socket = try await line.open()
            #expect(try await socket.closeCode() == 1_000)
            // The model is dialled again and drops each time, until nothing is left but a person or an apology.
            try await line.logged(hasHuman ? "transferred" : "model_lost", of: socket.callSID)
            let body = try await line.after(socket.callSID).body
            #expect(body.contains("technical problem") != hasHuman)
            #expect(body.contains("+14155550111</Number>") == hasHuman)
            #expect(body.contains("<Hangup") != hasHuman)
            try await line.settles(at: 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller whose socket was lost gets a new stream, twice at most`() async throws {
        try await TestLine.run { line in
            var call = try await line.announce()
            for lost in 0..<2 {
                let socket = try await line.open(call)
                try await eventually("a session") { line.model.sessionsOpen == 1 }
                await socket.drop()
                try await line.settles(at: 0)
                let answer = try await line.after(call.callSID, "attempt=\(lost)&lost=\(lost)")
                #expect(answer.body.contains("after?attempt=\(lost + 1)&amp;lost=\(lost + 1)"))
                call.answer = answer
            }
            let last = try await line.open(call)
            await last.drop()
            try await line.settles(at: 0)
            let answer = try await line.after(call.callSID, "attempt=2&lost=2")
            #expect(answer.token == nil)
            #expect(answer.body.contains("technical problem"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who is back hears so, and no second greeting`() async throws {
        try await TestLine.run { line in
            let call = try await line.announce()
            let socket = try await line.open(call)
            try await line.ear.sent("response.output_audio.done")
            await socket.drop()
            let place = line.ear.ledger.count
            let again = try await line.open(
                .init(callSID: call.callSID, answer: try await line.after(call.callSID)))
            try await line.ear.received("response.create", after: place)
            let told = line.ear.all("conversation.item.create", after: place).compactMap { $0["item"]?.text }
            #expect(told.first?.contains(Directions.back(nil)) == true)
            #expect(told.contains { $0.contains(CallSentence.backAgain.text(in: .english)) })
            #expect(!told.contains { $0.contains(TestLine.greeting) })
            try await again.hangUp()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller whom another instance hands on is not cut off: that is not held against them`() async throws {
        try await TestLine.run { line in
            for query in ["attempt=3&lost=2", "attempt=6&moved=1", "attempt=\(Int.max)"] {
                let answer = try await line.after(TestLine.newSID(), query)
                #expect(answer.token == nil && answer.body.contains("technical problem"), "\(query)")
            }
            let place = line.ear.ledger.count
            let sid = TestLine.newSID()
            let answer = try await line.after(sid, "attempt=3&lost=2&moved=1&missed=busy")
            #expect(answer.body.contains("after?attempt=4&amp;lost=2"))
            let socket = try await line.open(.init(callSID: sid, answer: answer))
            try await line.ear.received("response.create", after: place)
            let told = line.ear.all("conversation.item.create", after: place).compactMap { $0["item"]?.text }
            #expect(told.contains { $0.contains(CallSentence.nobodyAnswered.text(in: .english)) }, "\(told)")
            try await socket.hangUp()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a stream this process never had gets a new one; a call that is over does not`() async throws {
        try await TestLine.run { line async throws in
            #expect(try await line.after(TestLine.newSID()).token != nil)
            #expect(try await line.after(TestLine.newSID(), status: "completed").body == Self.hangUp)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the number's status callback ends a call whose socket was not heard of again`() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive()
            let other = try await line.open()
            try await eventually("two sessions") { line.model.sessionsOpen == 2 }
            let form = FormBody([.init("CallSid", socket.callSID), .init("CallStatus", "completed")])
            #expect(try await line.post("/twilio/status", form).status == 204)
            #expect(try await socket.closeCode() == 1_000)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
            try await line.settles(at: 1)
            try await other.hangUp()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `after a live call's stream, its socket is closed and the caller gets a new one`() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive()
            #expect(try await line.after(socket.callSID).token != nil)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerSocketLost))
            try await line.settles(at: 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who hangs up closes the model's session at once`() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            try await socket.hangUp()
            let closed = try await line.ear.ledger.first("the session's end") { event in
                if case .closed(session, _) = event { true } else { false }
            }
            #expect(closed == .closed(session, code: 1_000))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who goes while the model is dialled leaves no session behind`() async throws {
        var options = TestLine.Options()
        options.standIn.faults.handshakeDelay = .seconds(3)
        try await TestLine.run(options) { line in
            let socket = try await line.open()
            try await line.log.first("the call's start") { $0["message"] == "call started" }
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
            try await line.ear.ledger.first("the session's end") { if case .closed = $0 { true } else { false } }
            try await line.settles(at: 0)
            #expect(line.ear.all("session.update").isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the health routes answer without a signature`() async throws {
        try await TestLine.run { line async throws in
            #expect(try await line.get("/healthz") == HTTPAnswer(status: 200, body: "ok\n"))
            #expect(try await line.get("/readyz") == HTTPAnswer(status: 200, body: "ready\n"))
        }
    }
}
