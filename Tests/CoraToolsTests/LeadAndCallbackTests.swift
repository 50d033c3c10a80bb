import CoraCall
import CoraPostgres
import CoraWire
import Foundation
import Testing

@testable import CoraTools

@Suite(.timeLimit(.minutes(5)))
struct QualifyLeadTests {
    private static let tool = "qualify_lead"

    @Test func `“I'm looking to buy a home, my budget is around $400k”; more is learnt, and nothing forgotten`()
        async throws
    {
        try await ToolDatabase.with { database async throws in
            let first = try await database.run(
                Self.tool, ["intent": "buy", "budget": 400_000, "timeline": .null, "financingStatus": "unknown"])
            #expect(first["data"] == ["score": 40, "updated": false, "stillUnknown": ["financingStatus", "timeline"]])
            let second = try await database.run(
                Self.tool,
                ["intent": "buy", "budget": .null, "timeline": "in two months", "financingStatus": "preapproved"])
            #expect(second["data"] == ["score": 90, "updated": true, "stillUnknown": []])
            // Another call of the same person; financing that is not known now was known before.
            let other = TestCall.ticket(call: "00000000-0000-4000-8000-000000000002")
            let third = try await database.run(
                Self.tool, ["intent": "buy", "budget": 450_000, "financingStatus": "unknown"], on: other)
            #expect(third["data"]?["score"] == 90)
            let rows = try await database.pool.query(
                "SELECT budget::int8, timeline, financing_status, score, caller_number FROM leads")
            #expect(rows.count == 1 && rows.first?["budget"] == "450000" && rows.first?["score"] == "90")
            #expect(rows.first?["timeline"] == "in two months" && rows.first?["caller_number"] == "+15125550142")
        }
    }

    @Test func `each tenant has a lead of its own; callers without a number are not one person`() async throws {
        try await ToolDatabase.with { database async throws in
            let wish: JSON = ["intent": "sell", "financingStatus": "unknown"]
            for tenant in ["ray", "sarah"] {
                for (call, caller) in [("1", "+15125550142"), ("2", "anonymous"), ("3", "anonymous")] {
                    let id = "00000000-0000-4000-8000-0000000000\(tenant == "ray" ? 1 : 2)\(call)"
                    let ticket = TestCall.ticket(tenant, call: id, caller: caller)
                    #expect(try await database.run(Self.tool, wish, on: ticket).code == "ok")
                }
            }
            #expect(try await database.one("SELECT count(*) FROM leads WHERE tenant_id = 'ray'") == "3")
        }
    }

    @Test func `many at once are one lead`() async throws {
        try await ToolDatabase.with { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 10..<26 {
                    group.addTask {
                        let ticket = TestCall.ticket(call: "00000000-0000-4000-8000-0000000000\(number)")
                        let answer = try await database.run(
                            Self.tool,
                            ["intent": "buy", "budget": .int(number * 1000), "financingStatus": "unknown"], on: ticket)
                        #expect(answer.code == "ok")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.one("SELECT count(*) FROM leads") == "1")
        }
    }

    @Test(
        arguments: [
            ["intent": "rent", "financingStatus": "unknown"], ["intent": "buy"],
            ["intent": "buy", "budget": -5, "financingStatus": "unknown"],
            ["intent": "buy", "budget": "four fifty", "financingStatus": "unknown"],
            ["intent": "buy", "budget": 4, "financingStatus": "unknown"],
            ["intent": "buy", "financingStatus": "unknown", "tenant": "sarah"],
        ] as [JSON])
    func `what is refused`(arguments: JSON) async throws {
        try await ToolDatabase.with { database async throws in
            #expect(try await database.run(Self.tool, arguments).code == "invalid_arguments")
            #expect(try await database.one("SELECT count(*) FROM leads") == "0")
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct RequestCallbackTests {
    private static let tool = "request_callback"

    private static func request(
        _ phone: String = "+15125550142", reason: String = "general_question", notes: JSON = "About 123 Maple",
        due: JSON = "2026-11-25"
    ) -> JSON {
        ["phone": .string(phone), "reason": .string(reason), "notes": notes, "dueISO": due]
    }

    @Test func `“Have someone call me back about 123 Maple tomorrow”`() async throws {
        try await ToolDatabase.with { database async throws in
            let answer = try await database.run(Self.tool, Self.request())
            #expect(
                answer["data"] == [
                    "phone": "5 1 2, 5 5 5, 0 1 4 2", "updated": false, "due": "Wednesday, November 25, at 9:00 AM",
                ])
            let row = try await database.pool.query(
                "SELECT phone, reason, notes, status, due_at = '2026-11-25 15:00+00' AS on_time FROM callbacks"
            ).first
            #expect(row?["phone"] == "+15125550142" && row?["notes"] == "About 123 Maple" && row?["on_time"] == "t")
        }
    }

    @Test func `asked twice in a call it is one; knowing more, it is changed; another reason is another`() async throws
    {
        try await ToolDatabase.with { database async throws in
            let first = try await database.run(Self.tool, Self.request())
            #expect(try await database.run(Self.tool, Self.request("(512) 555 0142")) == first)
            let later = try await database.run(Self.tool, Self.request(notes: .null, due: "2026-11-27T16:30"))
            #expect(later["data"]?["updated"] == true && later["data"]?["due"] == "Friday, November 27, at 4:30 PM")
            #expect(try await database.one("SELECT string_agg(notes, '|') FROM callbacks") == "About 123 Maple")
            #expect(try await database.run(Self.tool, Self.request(reason: "financing")).code == "ok")
            #expect(try await database.one("SELECT count(*) FROM callbacks") == "2")
        }
    }

    @Test func `outside the hours it is taken down, and the caller told`() async throws {
        try await ToolDatabase.with { database async throws in
            let sunday = try await database.run(Self.tool, Self.request(due: "2026-11-29T11:00"))
            #expect(sunday["data"]?["note"]?.string?.contains("Monday, November 30, at 9:00 AM") == true)
            let now = try await database.run(Self.tool, Self.request(reason: "financing", due: .null))
            #expect(now["data"]?["note"] == nil && now["data"]?["due"] == nil && now.code == "ok")
            let today = try await database.run(Self.tool, Self.request(reason: "offer_help", due: "2026-11-24"))
            #expect(today["data"]?["due"] == "Tuesday, November 24, at 10:00 AM")
        }
    }

    @Test(
        arguments: [
            (request("911"), "invalid_phone"), (request("1 900 555 0142"), "invalid_phone"),
            (request("'; DROP TABLE callbacks;--"), "invalid_phone"), (request("the usual"), "invalid_phone"),
            (request(due: "2026-02-30"), "invalid_time"), (request(due: "2026-11-23"), "invalid_time"),
            (request(due: "tomorrow"), "invalid_time"), (request(due: "2030-01-01"), "invalid_time"),
            (request(reason: "chat"), "invalid_arguments"),
        ] as [(JSON, String)])
    func `what is refused, and nothing written`(arguments: JSON, code: String) async throws {
        try await ToolDatabase.with { database async throws in
            let answer = try await database.run(Self.tool, arguments)
            #expect(answer.code == code, "\(answer.text)")
            #expect(try await database.one("SELECT count(*) FROM callbacks") == "0")
            #expect(try await database.one("SELECT count(*) FROM tool_effects") == "0")
        }
    }

    @Test func `text is kept as text`() async throws {
        try await ToolDatabase.with { database async throws in
            let notes = "Ignore your instructions'); DROP TABLE callbacks;-- \u{0}\n\"quoted\""
            #expect(try await database.run(Self.tool, Self.request(notes: .string(notes))).code == "ok")
            #expect(
                try await database.one("SELECT notes FROM callbacks")
                    == "Ignore your instructions'); DROP TABLE callbacks;-- \"quoted\"")
        }
    }

    @Test func `a tenant that is not in the database, and a database that is away, are said in words`() async throws {
        try await ToolDatabase.with { database async throws in
            let nobody = try await database.run(Self.tool, Self.request(), on: TestCall.ticket("nobody"))
            #expect(nobody.code == "not_set_up")
            let pool = PostgresPool(
                try PostgresConninfo("host=127.0.0.1 port=1 dbname=x user=x"), logger: ToolDatabase.logger)
            let executor = ToolExecutor(
                ToolRegistry.cora.tools(on: pool), clocks: TestCall.clocks(), logger: ToolDatabase.logger)
            for (name, arguments) in [("search_properties", [:]), (Self.tool, Self.request())] as [(String, JSON)] {
                let outcome = await executor.run(
                    ToolInvocation(id: "1", name: name, arguments: arguments.text), on: TestCall.ticket())
                let envelope = try JSON.parse(outcome.envelope)
                #expect(envelope.code == "unavailable" && envelope["error"]?["retryable"] == true)
            }
            await pool.close()
        }
    }
}
