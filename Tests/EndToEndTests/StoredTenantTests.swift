import CoraCall
import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraStandIn
import CoraWire
import Foundation
import Testing

/// "Multi-tenancy" of the acceptance list.
struct StoredTenantTests {
    private static let sarahsNumber = "+14155550101"
    private static let tenants =
        TestLine.tenants(greeting: "Hi, you've reached ${agentDisplayName}. I'm ${brandName}. How can I help today?")
            + """
              - id: sarah
                numbers: ["\(sarahsNumber)"]
                agentDisplayName: Sarah Chen
                greetingTemplate: "Hello! This is ${brandName} for ${agentDisplayName}. How may I assist you?"
                instructions: Say little.

            """

    /// What the caller of a number hears first, as the model said it.
    private static func greeting(of number: String, _ line: TestLine) async throws -> String {
        let (socket, session) = try await line.openLive(to: number)
        try await eventually("a greeting") { !socket.audio.isEmpty }
        // Either the model says it, or it is put into the conversation after its recording was played.
        try await eventually("its words") { line.greetingWords(in: session) != nil }
        try await socket.hangUp()
        _ = try await line.ending(of: socket.callSID)
        return line.greetingWords(in: session) ?? ""
    }

    @Test(.timeLimit(.minutes(3)))
    func `two numbers, two greetings, each with the agent's name exactly once`() async throws {
        try await StoredLine.with { stored in
            try await TestLine.run(stored.options(tenants: Self.tenants)) { line in
                let ray = try await Self.greeting(of: TestLine.number, line)
                let sarah = try await Self.greeting(of: Self.sarahsNumber, line)
                #expect(ray == "Hi, you've reached CORA. I'm CORA. How can I help today?")
                #expect(sarah == "Hello! This is CORA for Sarah Chen. How may I assist you?")
            }
            let said = try await stored.column(
                """
                SELECT string_agg(t.text, ' ') FROM call_turns t JOIN calls c ON c.id = t.call_id
                WHERE c.tenant_id = 'sarah' AND t.role = 'assistant' GROUP BY c.id
                """)
            #expect(said.map { $0.split(separator: "Sarah Chen", omittingEmptySubsequences: false).count - 1 } == [1])
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a change by SQL is in force for the next call, with no restart`() async throws {
        try await StoredLine.with { stored in
            try await TestLine.run(stored.options(tenants: Self.tenants)) { line in
                try await eventually("the tenants") { await stored.hasTenants }
                _ = try await stored.pool.query(
                    "UPDATE tenants SET greeting_template = 'Sarah speaking.' WHERE id = 'sarah'")
                try await line.takes("Sarah speaking.", of: Self.sarahsNumber)
                let heard = try await Self.greeting(of: Self.sarahsNumber, line)
                #expect(heard == "Sarah speaking.")

                // A new business, by SQL alone.
                _ = try await stored.pool.query(
                    """
                    WITH new AS (
                      INSERT INTO tenants (id, agent_name, greeting_template, instructions)
                      VALUES ('lee', 'Lee', 'Lee here.', 'Say little.') RETURNING id
                    )
                    INSERT INTO tenant_numbers (number, tenant_id) SELECT '+14155550177', id FROM new
                    """)
                try await line.takes("Lee here.", of: "+14155550177")
                let lee = try await Self.greeting(of: "+14155550177", line)
                #expect(lee == "Lee here.")
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a recorded greeting is there after a restart`() async throws {
        try await StoredLine.with { stored in
            for start in 1...2 {
                try await TestLine.run(stored.options(tenants: Self.tenants)) { line in
                    try await eventually("the tenants") { await stored.hasTenants }
                    if start == 2 {
                        try await eventually("the recording") {
                            line.application.hasGreeting(forDialled: TestLine.number)
                        }
                    }
                    let (socket, session) = try await line.openLive()
                    if start == 1 { try await line.ear.sent("response.done", in: session) }
                    try await eventually("a greeting") { !socket.audio.isEmpty }
                    #expect(line.ear.all("response.create", in: session).isEmpty == (start == 2))
                    try await socket.hangUp()
                    _ = try await line.ending(of: socket.callSID)
                }
            }
            #expect(try await stored.one("SELECT count(*) FROM recordings") == "1")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a server that starts without the database answers as the tenants last were`() async throws {
        try await StoredLine.withOwn { stored, postgres in
            try await TestLine.run(stored.options(tenants: Self.tenants)) { line in
                try await eventually("the tenants") { await stored.hasTenants }
                _ = try await stored.pool.query(
                    "UPDATE tenants SET greeting_template = 'Sarah speaking.' WHERE id = 'sarah'")
                try await line.takes("Sarah speaking.", of: Self.sarahsNumber)
                try await eventually("the copy") { stored.hasCopy(of: "Sarah speaking.") }
            }
            await stored.pool.close()
            await postgres.stop()
            try await TestLine.run(stored.options(tenants: Self.tenants)) { line in
                let heard = try await Self.greeting(of: Self.sarahsNumber, line)
                #expect(heard == "Sarah speaking.")
                #expect(try await line.get("/readyz").status == 200)
            }
        }
    }
}

extension StoredLine {
    /// Whether the server has made the tables and taken the file in.
    var hasTenants: Bool {
        get async { (try? await one("SELECT count(*) FROM tenants")) == "2" }
    }

    /// Whether the copy beside the outbox says that.
    fileprivate func hasCopy(of text: String) -> Bool {
        (try? String(contentsOfFile: folder + "/outbox/tenants.yaml", encoding: .utf8))?.contains(text) == true
    }
}

extension TestLine {
    /// Waits until callers of that number would hear that greeting.
    fileprivate func takes(_ greeting: String, of number: String) async throws {
        try await eventually("the change") { application.greeting(forDialled: number) == greeting }
    }

    /// The words of the greeting in a model's session: what the model said first, or what was put there.
    fileprivate func greetingWords(in session: String) -> String? {
        for event in ear.ledger.events {
            switch event {
            case .received(let json, session) where json["item"]?["role"] == "assistant":
                return json["item"]?["content"]?[0]?["text"]?.string
            case .sent(let json, session) where json["type"] == "response.done":
                return json["response"]?["output"]?[0]?["content"]?[0]?["transcript"]?.string
            default: break
            }
        }
        return nil
    }
}
