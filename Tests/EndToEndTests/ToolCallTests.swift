import CoraCall
import CoraSpeech
import CoraStandIn
import CoraWire
import Testing

@Suite("Tools on a call")
struct ToolCallTests {
    /// Tools that take as long as their name says, in milliseconds.
    private struct Naps: ToolRunner {
        let catalog = ToolCatalog([])

        func descriptions(for _: Tenant) -> [ToolDescription] { [] }

        func run(_ invocation: ToolInvocation, on _: CallTicket) async -> ToolOutcome {
            try? await Task.sleep(for: .milliseconds(Int(invocation.name.drop { !$0.isNumber }) ?? 0))
            return ToolOutcome(envelope: #"{"ok":true,"data":"\#(invocation.name)"}"#, succeeded: true)
        }
    }

    private func options(_ tools: String...) -> TestLine.Options {
        var options = TestLine.Options(tools: Naps())
        options.standIn.script = AgentScript(turns: [
            .init(
                heard: "look", says: "", thinkingMilliseconds: 0, toolCalls: tools.map { .init(name: $0) },
                afterTools: "Found."),
            .init(heard: "never mind", says: "All right.", thinkingMilliseconds: 0),
        ])
        return options
    }

    /// What the model was given from `place` on: the tools' answers and the requests to speak, in order.
    private func given(_ line: TestLine, after place: Int) -> [String] {
        line.ear.ledger.events.dropFirst(place).compactMap { event in
            guard case .received(let json, _) = event else { return nil }
            switch (json["type"]?.string, json["item"]?["type"]?.string) {
            case ("conversation.item.create", "function_call_output"):
                return (try? JSON.parse(json["item"]?["output"]?.string ?? ""))?["data"]?.string
            case ("response.create", _):
                return "speak" + (json["response"]?["tool_choice"] == "none" ? " only" : "")
            default: return nil
            }
        }
    }

    @Test("results go back as they were asked for, and one response follows", .timeLimit(.minutes(3)))
    func order() async throws {
        try await TestLine.run(options("nap_50", "nap_0")) { line in
            let (socket, session) = try await line.openLive()
            try await line.isHeard(on: socket, turns: 1)
            let place = line.ear.ledger.count
            try await socket.saySomething()
            try await eventually("the answer") {
                line.turns(of: socket.callSID).contains { $0.text == "Found." }
            }
            #expect(given(line, after: place) == ["nap_50", "nap_0", "speak"])
            _ = session
            try await socket.hangUp()
        }
    }

    @Test("a caller who waits is told so, is heard meanwhile, and gets the answer", .timeLimit(.minutes(3)))
    func slow() async throws {
        try await TestLine.run(options("nap_3000")) { line in
            let (socket, session) = try await line.openLive()
            try await line.isHeard(on: socket, turns: 1)
            let place = line.ear.ledger.count
            try await socket.saySomething()
            try await line.ear.received("response.create", in: session, after: place)
            #expect(given(line, after: place) == ["speak only"])
            let heard = line.ear.callerAudio(in: session).count
            try await socket.say(Tone.silence(milliseconds: 200))
            try await eventually("the caller being heard") { line.ear.callerAudio(in: session).count > heard }
            try await eventually("the answer") {
                line.turns(of: socket.callSID).contains { $0.text == "Found." }
            }
            #expect(line.turns(of: socket.callSID).contains { $0.text == Directions.oneMoment })
            #expect(given(line, after: place) == ["speak only", "nap_3000", "speak"])
            try await socket.hangUp()
        }
    }
}
