import CoraCall
import CoraSpeech
import CoraStandIn
import CoraWire
import Testing

@Suite("What the agent says is done")
struct ClaimTests {
    private func options(_ turns: [AgentScript.Turn]) -> TestLine.Options {
        var options = TestLine.Options()
        options.standIn.script = AgentScript(turns: turns, fallback: "I'm sorry, it is not booked yet.")
        return options
    }

    private func claims(_ line: TestLine) -> [UnbackedClaim] {
        line.calls.events.compactMap { if case .claim(let claim) = $0.entry { claim } else { nil } }
    }

    /// What the model was told because of its claims.
    private func corrections(_ line: TestLine) -> [String] {
        line.ear.all("conversation.item.create").compactMap { event in
            let text = event["item"]?["content"]?.array?.first?["text"]?.string
            return text.flatMap { $0.contains("no tool has done that") ? $0 : nil }
        }
    }

    @Test("a claim without its tool is put right at once and taken down", .timeLimit(.minutes(3)))
    func corrected() async throws {
        let words = "I've booked it for Tuesday at two."
        try await TestLine.run(options([.init(heard: "Book it.", says: words, thinkingMilliseconds: 0)])) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            let asked = line.ear.all("response.create").count
            try await socket.saySomething()
            try await eventually("the correction") {
                line.ear.all("response.create").count > asked && !claims(line).isEmpty
            }
            #expect(corrections(line).count == 1)
            #expect(corrections(line).first?.contains("book_showing") == true)
            let claim = try #require(claims(line).first)
            #expect(claim.commitment == .booking)
            #expect(claim.sentence == words)
            #expect(claim.isCorrected)
            // What it says then is heard by the caller.
            try await line.isHeard(on: socket, turns: 3)
            #expect(line.turns(of: socket.callSID).contains { $0.text == "I'm sorry, it is not booked yet." })
            #expect(claims(line).count == 1)
            #expect(line.ear.allSent("error").isEmpty)
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test("a goodbye with a claim in it does not close the line", .timeLimit(.minutes(3)))
    func goodbye() async throws {
        let turn = AgentScript.Turn(
            heard: "Thanks, goodbye.", says: "Someone will call you back. Goodbye.", thinkingMilliseconds: 0,
            toolCalls: [.init(name: "end_call", arguments: ["reason": "caller_done"])])
        try await TestLine.run(options([turn])) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await socket.saySomething()
            try await line.isHeard(on: socket, turns: 3)
            #expect(corrections(line).first?.hasPrefix("The line stays open") == true)
            #expect(claims(line).map(\.commitment) == [.callback])
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test("an offer is left alone", .timeLimit(.minutes(3)))
    func offer() async throws {
        let turn = AgentScript.Turn(says: "I can book that. Would you like me to?", thinkingMilliseconds: 0)
        try await TestLine.run(options([turn])) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await socket.saySomething()
            try await line.isHeard(on: socket, turns: 2)
            #expect(corrections(line).isEmpty)
            #expect(claims(line).isEmpty)
            try await socket.hangUp()
        }
    }
}
