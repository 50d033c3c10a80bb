import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraTenant
import CoraWire
import Testing

struct GreetingTests {
    private static let twins =
        TestLine.tenants() + """
              - id: twin
                numbers: ["+14155550178"]
                greetingTemplate: "Hello, the twin."
                instructions: Say little.
                phrases: { hold: "Hang on, ${agentDisplayName} is looking." }
            """

    @Test(.timeLimit(.minutes(3)))
    func `recorded in advance, it is there for the first caller`() async throws {
        try await TestLine.run(.init(settings: { $0.tenants.warmGreetings = true })) { line in
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await eventually("the phrases") { line.saidInAdvance.count == 1 + Phrase.allCases.count }
            try await line.settles(at: 0)
            let spoken = line.ear.agentAudio(in: line.saidInAdvance.first?.session)
            let (socket, session) = try await line.openLive()
            try await socket.hears(bytes: spoken.count)
            #expect(socket.audio == spoken)
            #expect(line.ear.all("response.create", in: session).isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `greetings are recorded first, then phrases, each that tenants share once`() async throws {
        var options = TestLine.Options(tenants: Self.twins)
        options.settings = {
            $0.tenants.warmGreetings = true
            $0.tenants.agentName = "Ann"
        }
        try await TestLine.run(options) { line in
            let greetings = [TestLine.greeting, "Hello, the twin."]
            let shared = Phrase.allCases.map { $0.text(in: .english) }
            let own = "Hang on, Ann is looking."
            try await eventually("the recordings") { line.saidInAdvance.count >= greetings.count + shared.count + 1 }
            try await line.settles(at: 0)
            let said = line.saidInAdvance.map(\.text)
            #expect(Array(said.prefix(2)) == greetings)
            #expect(said.sorted() == (greetings + shared + [own]).sorted())
        }
    }
}

extension TestLine {
    /// What the model has said, in order, each with its session.
    fileprivate var saidInAdvance: [(text: String, session: String)] {
        ear.ledger.events.compactMap { event in
            guard case .sent(let json, let session) = event, json["type"]?.string == "response.done" else { return nil }
            return (json["response"]?["output"]?[0]?["content"]?[0]?["transcript"]?.string ?? "", session)
        }
    }
}
