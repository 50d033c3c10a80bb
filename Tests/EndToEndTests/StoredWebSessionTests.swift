import CoraCall
import CoraPostgres
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraTenant
import CoraWeb
import CoraWire
import Testing

/// What a web session leaves, and what its caller gets in place of a transfer.
struct StoredWebSessionTests {
    private static let human = "+14155550177"

    private static var figures: PageFigures {
        var figures = PageFigures()
        (figures.media, figures.firstAudio, figures.gaps) = (.socket, .milliseconds(412), 0)
        figures.turns = [.milliseconds(640), .milliseconds(710)]
        return figures
    }

    private static func options(_ stored: StoredLine) -> TestLine.Options {
        var options = stored.options(tenants: TestLine.webTenants("humanNumber: \"\(human)\""))
        options.standIn.script = AgentScript(turns: [
            .init(
                heard: "I want to talk to a person.", says: "", thinkingMilliseconds: 0,
                toolCalls: [
                    .init(name: "transfer_to_human", arguments: ["queue": "primary_agent", "urgency": "urgent"])
                ]),
            .init(heard: "Thanks.", says: "You see the number.", thinkingMilliseconds: 0),
        ])
        return options
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who wants a person sees the number, the business has a callback, and the session goes on`()
        async throws
    {
        try await StoredLine.with { stored in
            let sids = Ledger<String>()
            try await TestLine.run(Self.options(stored)) { line in
                try await eventually("the tools") { await stored.isSetUp }
                let (client, _) = try await line.openWeb()
                sids.append(client.session)
                try await client.told("turn") { $0["text"]?.string == TestLine.greeting }
                try await client.saySomething()
                let card = try await client.told("tool") { $0["state"] == "done" }
                #expect(card["name"] == "transfer_to_human")
                #expect(card["result"]?["data"]?["telephone"]?.string == Self.human)
                try await client.say(.heartbeat(id: 1))
                try await client.told("heartbeat")
                try await client.say(.figures(Self.figures))
                try await client.say(.bye)
                _ = try await line.ending(of: client.session)
            }
            let sid = try #require(sids.events.first)
            let call = try #require(
                try await stored.pool.query("SELECT * FROM calls WHERE twilio_sid = $1", [.text(sid)]).first)
            #expect(call["caller_number"] == "web")
            #expect(call["channel"] == "web")
            #expect(call["agent_number"] == TestLine.number)
            #expect(call["termination"] == "caller_hung_up")
            let id = try call.value("id", as: String.self)
            #expect(
                try await stored.column("SELECT phone FROM callbacks WHERE call_id = $1", [.uuid(id)]) == ["web"])
            #expect(try await stored.column("SELECT id FROM transfers").isEmpty)
            let figures = try await stored.column(
                "SELECT concat_ws(' ', media, first_audio_ms, turn_ms, gaps) FROM call_page_figures WHERE call_id = $1",
                [.uuid(id)])
            #expect(figures == ["socket 412 {640,710} 0"])
        }
    }
}
