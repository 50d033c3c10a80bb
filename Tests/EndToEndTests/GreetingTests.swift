import CoraCall
import CoraServer
import CoraStandIn
import CoraWire
import Testing

@Suite("Greetings")
struct GreetingTests {
    @Test(
        "the first caller hears it from the model, the second the same bytes from the recording",
        .timeLimit(.minutes(3)))
    func cached() async throws {
        try await TestLine.run { line in
            let (first, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await eventually("the greeting") { first.audio == line.ear.agentAudio(in: session) }
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await first.hangUp()
            try await line.settles(at: 0)

            let (second, cached) = try await line.openLive()
            let seed = try await line.ear.received("conversation.item.create", in: cached)
            // All of it was sent before the session was there; the carrier's end may not have read it yet.
            try await second.hears(bytes: first.audio.count)
            #expect(second.audio == first.audio)
            #expect(!first.audio.isEmpty)
            #expect(seed["item"]?["role"] == "assistant")
            #expect(seed["item"]?["content"]?[0]?["text"]?.string == TestLine.greeting)
            // It goes on from there, and is not greeted again.
            try await second.hasPlayed(first.audio.count / 8)
            try await second.saySomething()
            let done = try await line.ear.sent("response.done", in: cached)
            #expect(done["response"]?["output"]?[0]?["content"]?[0]?["transcript"] == "Answer 1.")
            #expect(line.ear.all("response.create", in: cached).isEmpty)
            try await eventually("the answer") {
                second.audio.count == first.audio.count + line.ear.agentAudio(in: cached).count
            }
            try await second.hangUp()
            _ = try await line.ending(of: second.callSID)
            for call in [first, second] {
                #expect(line.turns(of: call.callSID).count { $0.text == TestLine.greeting } == 1)
            }
            #expect(first.violations + second.violations == [])
        }
    }

    @Test("recorded in advance, it is there for the first caller", .timeLimit(.minutes(3)))
    func warmed() async throws {
        try await TestLine.run(.init(settings: { $0.tenants.warmGreetings = true })) { line in
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await line.settles(at: 0)
            let spoken = line.ear.agentAudio()
            let (socket, session) = try await line.openLive()
            try await socket.hears(bytes: spoken.count)
            #expect(socket.audio == spoken)
            #expect(line.ear.all("response.create", in: session).isEmpty)
        }
    }

    @Test("a recorded greeting that is cut is in the conversation as far as it was heard", .timeLimit(.minutes(3)))
    func cut() async throws {
        let long = Array(repeating: "One two three four five six seven eight.", count: 8).joined(separator: " ")
        var options = TestLine.Options(tenants: TestLine.tenants(greeting: long + " Goodbye."))
        options.settings = { $0.tenants.warmGreetings = true }
        try await TestLine.run(options) { line in
            try await eventually("a recording", within: .seconds(60)) {
                line.application.hasGreeting(forDialled: TestLine.number)
            }
            let (socket, session) = try await line.openLive()
            try await line.ear.received("conversation.item.create", in: session)
            let place = line.ear.ledger.count
            try await socket.hasPlayed(1_200)
            try await socket.saySomething()
            let deleted = try await line.ear.received("conversation.item.delete", in: session, after: place)
            let heard = try await line.ear.received("conversation.item.create", in: session, after: place)
            #expect(deleted["item_id"] == "greeting")
            let text = heard["item"]?["content"]?[0]?["text"]?.string ?? ""
            #expect(text.hasPrefix("One two"))
            #expect(text.hasSuffix(" …"))
            #expect(!text.contains("Goodbye"))
            try await line.ear.sent("response.done", in: session, after: place)
            #expect(line.ear.allSent("error", in: session).isEmpty)
        }
    }
}
