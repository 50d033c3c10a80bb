import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import Logging
import StoreTesting
import Synchronization
import Testing

@testable import CoraBusiness

@Suite(.serialized, .timeLimit(.minutes(2)))
struct LostLeadStoreTests {
    private typealias Calls = SummaryCalls

    private static let ids = (1...9).map { "3f9c1b20-d4e5-f607-1829-00000000000\($0)" }

    private static func lead(_ id: String, repeats: Bool = false, tenant: String = "ray") throws -> LostLead {
        var call = Calls.call([Calls.caller("I want to buy a house.")], ending: "model_lost")
        call.callID = id
        call.tenantID = tenant
        var lead = try #require(LostLead(call, with: Calls.catalog))
        lead.repeats = repeats
        return lead
    }

    private static func write(_ leads: [LostLead], to server: StoreServer) async throws {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for (index, lead) in leads.enumerated() {
                #expect(outbox.accept([OutboxRow(lead, at: .now() + .milliseconds(index))]))
            }
            try await server.writing(outbox) { _ in }
            #expect(outbox.figures.shelved == 0)
            await outbox.close()
        }
    }

    private static func withTenant(_ body: (StoreServer) async throws -> Void) async throws {
        try await StoreServer.with { server in
            _ = try await server.pool.query(
                "INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('ray', 'Ray', 'Hi')")
            try await body(server)
        }
    }

    @Test func `one row a call, however often it is said`() async throws {
        try await Self.withTenant { server in
            let lead = try Self.lead(Self.ids[0])
            try await Self.write([lead, lead, try Self.lead(Self.ids[1])], to: server)
            try await Self.write([lead], to: server)
            let rows = try await server.pool.query("SELECT * FROM callbacks ORDER BY call_id")
            #expect(rows.count == 2)
            #expect(rows.first?["call_id"] == Self.ids[0])
            #expect(rows.first?["phone"] == "+14155550199")
            #expect(rows.first?["reason"] == "general_question")
            #expect(rows.first?["notes"]?.contains("I want to buy a house.") == true)
            #expect(rows.first?["status"] == "open")
            #expect(rows.first?["source"] == "record")
        }
    }

    @Test(arguments: [
        "INSERT INTO callbacks (tenant_id, call_id, phone, reason) VALUES ('ray', $1, '+1415', 'financing')",
        """
        INSERT INTO transfers (tenant_id, call_id, queue, urgency, status)
        VALUES ('ray', $1, 'primary_agent', 'normal', 'answered')
        """,
        """
        WITH home AS (INSERT INTO properties (tenant_id, id, address, city, price, beds, baths)
          VALUES ('ray', 'P1', 'a', 'b', 1, 1, 1) RETURNING id)
        INSERT INTO showings (tenant_id, property_id, call_id, starts_at, ends_at, contact_name, contact_phone)
        SELECT 'ray', id, $1, now(), now() + INTERVAL '1 hour', 'D', '+1415' FROM home
        """,
    ])
    func `none where somebody has seen to the caller`(sql: String) async throws {
        try await Self.withTenant { server in
            _ = try await server.pool.query(sql, [.uuid(Self.ids[0])])
            try await Self.write([try Self.lead(Self.ids[0])], to: server)
            #expect(try await server.one("SELECT count(*) FROM callbacks WHERE source = 'record'") == "0")
        }
    }

    @Test func `a transfer that was not answered leaves a callback`() async throws {
        try await Self.withTenant { server in
            _ = try await server.pool.query(
                """
                INSERT INTO transfers (tenant_id, call_id, queue, urgency, status)
                VALUES ('ray', $1, 'primary_agent', 'normal', 'unanswered')
                """, [.uuid(Self.ids[0])])
            try await Self.write([try Self.lead(Self.ids[0])], to: server)
            #expect(try await server.one("SELECT count(*) FROM callbacks WHERE source = 'record'") == "1")
        }
    }

    @Test func `a caller who is refused again and again is called back once`() async throws {
        try await Self.withTenant { server in
            let leads = try Self.ids.map { try Self.lead($0, repeats: true) }
            try await Self.write(Array(leads.prefix(4)), to: server)
            try await Self.write(Array(leads.dropFirst(4)), to: server)
            #expect(try await server.one("SELECT count(*) FROM callbacks") == "1")
            _ = try await server.pool.query("UPDATE callbacks SET status = 'done'")
            try await Self.write([try Self.lead(Self.ids[8], repeats: true)], to: server)
            #expect(try await server.one("SELECT count(*) FROM callbacks") == "2")
        }
    }

    @Test func `a tenant the database does not have stops nothing`() async throws {
        try await Self.withTenant { server in
            try await Self.write(
                [try Self.lead(Self.ids[0], tenant: "nobody"), try Self.lead(Self.ids[1])], to: server)
            #expect(try await server.column("SELECT call_id FROM callbacks") == [Self.ids[1]])
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct LostLeadRecordingTests {
    private typealias Calls = SummaryCalls

    private final class Desk: Sendable {
        let rows = Mutex<[OutboxRow]>([])

        func summarizer() -> Summarizer {
            Summarizer(
                prompt: SummaryPrompt(model: "m"), model: nil, tools: Calls.catalog, logger: Logger(label: "test"),
                wall: { Calls.time },
                keep: { row in
                    self.rows.withLock { $0.append(row) }
                    return true
                })
        }

        var leads: Int { rows.withLock { rows in rows.count { $0.kind == OutboxRow.Kind.lostLead.rawValue } } }
    }

    private static func play(_ words: String, _ records: [CallRecord], _ reason: Termination.Reason) -> Int {
        let desk = Desk()
        let summarizer = desk.summarizer()
        let ticket = Calls.ticket()
        summarizer.record(.started, of: ticket)
        summarizer.record(Calls.turn(1, .user, words), of: ticket)
        for record in records { summarizer.record(record, of: ticket) }
        summarizer.record(Calls.ended(reason), of: ticket)
        summarizer.finish()
        return desk.leads
    }

    @Test func `a call that broke off, once; one that ended well, not`() {
        #expect(Self.play("I want to sell my house.", [], .modelLost("x")) == 1)
        // The caller may be put back: it is their last stream that counts.
        #expect(Self.play("I want to sell my house.", [], .callerSocketLost) == 1)
        #expect(Self.play("I want to sell my house.", [], .callerHungUp) == 0)
        #expect(Self.play("Hello?", [], .callerSocketLost) == 0)
        // Told that they will be called.
        #expect(Self.play("Hello?", [], .modelLost("x")) == 1)
    }

    @Test func `a claim that no tool kept`() {
        let claim = CallRecord.claim(UnbackedClaim(.callback, sentence: "Someone will call you back.", item: "A1"))
        let kept = CallRecord.tool(
            ToolInvocation(id: "t", name: "request_callback", arguments: "{}"),
            ToolOutcome(stored: #"{"ok":true,"data":{}}"#),
            took: .zero)
        #expect(Self.play("Bye.", [claim], .agentEnded) == 1)
        #expect(Self.play("Bye.", [claim, kept], .agentEnded) == 0)
    }
}
