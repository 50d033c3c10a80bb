import CoraCall
import CoraPostgres
import CoraTenant
import CoraWire
import Testing

@testable import CoraTools

@Suite(.timeLimit(.minutes(5)))
struct ChangeOfMindTests {
    private static let wednesday = "2026-11-25T14:00"
    private static let friday = "2026-11-27T15:00"

    private static func visit(
        _ time: String, _ property: String = "ATX-1001", phone: String = "(512) 555-0142", email: JSON = .null
    ) -> JSON {
        [
            "propertyId": .string(property), "datetimeISO": .string(time),
            "contact": ["name": "Dana Whitfield", "phone": .string(phone), "email": email],
        ]
    }

    /// The showings of the test's database: the time in Austin, the state, and whether it took another one's place.
    private static func book(_ database: ToolDatabase) async throws -> [String] {
        let rows = try await database.pool.query(
            """
            SELECT to_char(s.starts_at AT TIME ZONE 'America/Chicago', 'MM-DD HH24:MI') || ' ' || s.status
              || CASE WHEN o.id IS NULL THEN '' ELSE ' for ' || to_char(o.starts_at AT TIME ZONE 'America/Chicago', 'MM-DD')
                 END AS line
            FROM showings s LEFT JOIN showings o ON o.id = s.replaces ORDER BY s.created_at, s.status, s.starts_at
            """)
        return rows.rows.compactMap { $0["line"] }
    }

    @Test func `a budget that goes up and back again is what was said last`() async throws {
        try await ToolDatabase.with { database async throws in
            for budget in [400_000, 500_000, 400_000] {
                let answer = try await database.run(
                    "qualify_lead", ["intent": "buy", "budget": .int(budget), "financingStatus": "unknown"])
                #expect(answer.code == "ok")
                #expect(try await database.one("SELECT budget::int8 FROM leads") == "\(budget)")
            }
            #expect(try await database.one("SELECT count(*) FROM leads") == "1")
        }
    }

    @Test func `a callback's time that is changed and changed back is what was said last`() async throws {
        try await ToolDatabase.with { database async throws in
            func ask(_ due: JSON, notes: JSON = "About 123 Maple") async throws -> JSON {
                try await database.run(
                    "request_callback",
                    ["phone": "5125550142", "reason": "financing", "notes": notes, "dueISO": due])
            }
            for (due, wanted) in [(Self.wednesday, "25"), (Self.friday, "27"), (Self.wednesday, "25")] {
                #expect(try await ask(.string(due)).code == "ok")
                let day = "SELECT extract(day FROM due_at AT TIME ZONE 'America/Chicago')::int FROM callbacks"
                #expect(try await database.one(day) == wanted)
            }
            // What is not said now stays, and the answer says what is in the book.
            let again = try await ask(.null)
            #expect(again["data"]?["due"] == "Wednesday, November 25, at 2:00 PM")
            #expect(try await database.one("SELECT count(*) FROM callbacks") == "1")
        }
    }

    @Test func `of many requests to one tool at once all are carried out, one after the other`() async throws {
        try await ToolDatabase.with { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let answer = try await database.run(
                            "qualify_lead",
                            ["intent": "buy", "budget": .int(400_000 + number % 4), "financingStatus": "unknown"])
                        #expect(answer.code == "ok")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.one("SELECT count(*) FROM tool_effects") == "1")
        }
    }

    @Test func `a second showing of the same home is a change of mind: asked first, then moved, and back again`()
        async throws
    {
        try await ToolDatabase.with { database async throws in
            let first = try await database.run("book_showing", Self.visit(Self.wednesday))
            #expect(first.code == "ok")
            for (time, before, spoken) in [
                (Self.friday, "Wednesday, November 25, at 2:00 PM", "Friday, November 27, at 3:00 PM"),
                (Self.wednesday, "Friday, November 27, at 3:00 PM", "Wednesday, November 25, at 2:00 PM"),
            ] {
                let book = try await Self.book(database)
                let asked = try await database.run("book_showing", Self.visit(time))
                #expect(asked.code == "already_booked" && asked["error"]?["retryable"] == false)
                #expect(asked.message.contains("123 Main Street: \(before)") && asked.message.contains(spoken))
                #expect(try await Self.book(database) == book)
                let moved = try await database.run("book_showing", Self.visit(time))
                #expect(moved.code == "ok" && moved["data"]?["movedFrom"] == .string(before))
                #expect(
                    moved["data"]?["say"]?.string?.hasPrefix("Moved from \(before): 123 Main Street, \(spoken).")
                        == true)
                #expect(moved["data"]?["confirmationCode"] != first["data"]?["confirmationCode"])
            }
            #expect(
                try await Self.book(database) == [
                    "11-25 14:00 cancelled", "11-27 15:00 cancelled for 11-25", "11-25 14:00 booked for 11-27",
                ])
        }
    }

    @Test func `a caller's later call finds the showing by their number; a question is no effect`() async throws {
        try await ToolDatabase.with { database async throws in
            _ = try await database.run("book_showing", Self.visit(Self.wednesday))
            let later = TestCall.ticket(call: "00000000-0000-4000-8000-000000000002")
            #expect(try await database.run("book_showing", Self.visit(Self.friday), on: later).code == "already_booked")
            let effects = "SELECT count(*) FROM tool_effects WHERE call_id = '\(later.callID)'"
            #expect(try await database.one(effects) == "0")
            // The caller wants another time yet: asked anew.
            let other = Self.visit("2026-11-27T16:00")
            #expect(try await database.run("book_showing", other, on: later).code == "already_booked")
            #expect(try await database.run("book_showing", other, on: later)["data"]?["movedFrom"] != nil)
            #expect(try await Self.book(database).last == "11-27 16:00 booked for 11-25")
            // Another home, and another visitor, are other showings.
            #expect(
                try await database.run("book_showing", Self.visit(Self.wednesday, "ATX-1002"), on: later).code == "ok")
            let friend = Self.visit(Self.wednesday, phone: "512 555 0177")
            #expect(try await database.run("book_showing", friend, on: later).code == "ok")
        }
    }

    @Test(arguments: ["anonymous", "+266696687", "+15125550177", "sip:ana@acme.example"])
    func `a number that is only said does not show its showing, nor move it`(caller: String) async throws {
        try await ToolDatabase.with { database async throws in
            _ = try await database.run("book_showing", Self.visit(Self.wednesday))
            let stranger = TestCall.ticket(call: "00000000-0000-4000-8000-000000000002", caller: caller)
            let answer = try await database.run("book_showing", Self.visit(Self.friday), on: stranger)
            #expect(answer.code == "ok" && !answer.text.contains("Wednesday"))
            #expect(try await Self.book(database) == ["11-25 14:00 booked", "11-27 15:00 booked"])
        }
    }

    @Test func `a withheld caller changes what this call booked`() async throws {
        try await ToolDatabase.with { database async throws in
            let withheld = TestCall.ticket(caller: "anonymous")
            _ = try await database.run("book_showing", Self.visit(Self.wednesday), on: withheld)
            for code in ["already_booked", "ok"] {
                #expect(try await database.run("book_showing", Self.visit(Self.friday), on: withheld).code == code)
            }
            #expect(try await Self.book(database).last == "11-27 15:00 booked for 11-25")
        }
    }

    @Test func `a move to a time that overlaps the old one is one; a time that is taken leaves the old one`()
        async throws
    {
        try await ToolDatabase.with { database async throws in
            _ = try await database.run("book_showing", Self.visit(Self.wednesday))
            for code in ["already_booked", "ok"] {
                #expect(try await database.run("book_showing", Self.visit("2026-11-25T14:15")).code == code)
            }
            let other = TestCall.ticket(call: "00000000-0000-4000-8000-000000000003", caller: "+15125550177")
            _ = try await database.run("book_showing", Self.visit(Self.friday, phone: "5125550177"), on: other)
            for code in ["already_booked", "time_taken"] {
                #expect(try await database.run("book_showing", Self.visit(Self.friday)).code == code)
            }
            #expect(try await Self.book(database).filter { $0.contains("booked") }.count == 2)
        }
    }

    @Test func `requests made in the same breath do not count as the caller's yes`() async throws {
        try await ToolDatabase.with { database async throws in
            _ = try await database.run("book_showing", Self.visit(Self.wednesday))
            // Both begin before either is answered: a lock holds the home until they have.
            let runs = try await database.pool.withConnection { connection in
                try await connection.transaction { connection in
                    _ = try await connection.query("SELECT 1 FROM properties WHERE id = 'ATX-1001' FOR UPDATE")
                    let runs = (0..<2).map { _ in
                        Task { try await database.run("book_showing", Self.visit(Self.friday)) }
                    }
                    var waiting = "0"
                    while waiting != "2" {
                        waiting = try await database.one("SELECT count(*) FROM pg_locks WHERE NOT granted") ?? "0"
                    }
                    return runs
                }
            }
            for run in runs { #expect(try await run.value.code == "already_booked") }
        }
    }

    @Test func `a showing to be cancelled is a callback that names it; the showing stands`() async throws {
        try await ToolDatabase.with { database async throws in
            let booked = try await database.run("book_showing", Self.visit(Self.wednesday))
            let code = try #require(booked["data"]?["confirmationCode"]?.string)
            _ = try await database.run("book_showing", Self.visit(Self.friday, "ATX-1002"))
            let other: JSON = [
                "phone": "5125550142", "reason": "general_question", "notes": "Asks about schools", "dueISO": .null,
            ]
            _ = try await database.run("request_callback", other)
            let answer = try await database.run(
                "request_callback",
                [
                    "phone": "5125550142", "reason": "general_question",
                    "notes": "Wants to cancel the showing of 123 Main Street", "dueISO": .null,
                ])
            let named = "123 Main Street, Wednesday, November 25, at 2:00 PM, confirmation code \(code)"
            #expect(answer["data"]?["toBeCancelled"] == .string(named) && answer["data"]?["updated"] == false)
            let row = try await database.pool.query(
                "SELECT c.notes, s.property_id, s.status FROM callbacks c JOIN showings s ON s.id = c.showing_id"
            ).first
            #expect(row?["property_id"] == "ATX-1001" && row?["status"] == "booked")
            #expect(row?["notes"] == "Wants to cancel the showing of 123 Main Street (Showing: \(named))")
            #expect(try await database.one("SELECT count(*) FROM callbacks") == "2")
        }
    }

    @Test func `which showing is to be cancelled is not guessed, and not told to strangers`() async throws {
        try await ToolDatabase.with { database async throws in
            _ = try await database.run("book_showing", Self.visit(Self.wednesday))
            _ = try await database.run("book_showing", Self.visit(Self.friday, "ATX-1002"))
            let cancel: JSON = [
                "phone": "5125550142", "reason": "general_question", "notes": "Please cancel my showing",
                "dueISO": .null,
            ]
            let two = try await database.run("request_callback", cancel)
            #expect(two.code == "ok" && two["data"]?["toBeCancelled"] == nil)
            let stranger = TestCall.ticket(call: "00000000-0000-4000-8000-000000000002", caller: "anonymous")
            let strange = try await database.run("request_callback", cancel, on: stranger)
            #expect(strange.code == "ok" && strange["data"]?["toBeCancelled"] == nil)
            #expect(try await database.one("SELECT count(*) FROM callbacks WHERE showing_id IS NOT NULL") == "0")
        }
    }
}
