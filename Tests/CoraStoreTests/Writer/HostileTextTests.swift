import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import StoreTesting
import Testing

@Suite(.serialized)
struct HostileTextTests {
    @Test(.timeLimit(.minutes(2)))
    func `hostile events, names and ids: each row is stored, none set aside; what JSON cannot hold is kept as text`()
        async throws
    {
        let long = String(repeating: "\u{1F642}", count: 300_000)
        let events: [(raw: String, path: String, stored: String?)] = [
            (#"{"transcript":"\u0000 \ud83d \ude00 \ud83d\ude42"}"#, "transcript", "\u{FFFD} \u{FFFD} \u{FFFD} 🙂"),
            (#"{"transcript":"\\u0000 \\ud800"}"#, "transcript", #"\u0000 \ud800"#),
            (#"{"transcript":"\#(long)"}"#, "transcript", long), (#"{"\u0000":1,"transcript":"a"}"#, "transcript", "a"),
            (#"{"transcript":"‮שלום'; DROP TABLE calls; --"}"#, "transcript", "‮שלום'; DROP TABLE calls; --"),
            (#"{"transcript":1e400000}"#, "transcript", nil), (String(repeating: "[", count: 9000), "x", nil),
            ("{\"transcript\":\"raw \u{0}\u{1}\"}", "transcript", nil), ("\u{FEFF}{}", "x", nil),
        ]
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                var ticket = StoreCall(9).ticket
                ticket.callerName = "Bobby\u{0}'); DROP TABLE calls;--\u{202E}\u{FFFF}"
                ticket.caller = .address("+1\u{0}")
                let start = StoreCall.rows.rows(of: .started, ticket, at: .now())
                _ = outbox.accept(start)
                for (index, event) in events.enumerated() {
                    let turn = Turn(
                        sequence: index + 1, role: .user, item: "item\u{0}\u{2028}{\"", text: "\(index)",
                        event: ModelEvent(type: "t\u{0}", raw: event.raw))
                    let rows = StoreCall.rows.rows(of: .turn(turn), ticket, at: .now())
                    #expect(outbox.accept(rows))
                }
                try await server.writing(outbox) { _ in }
                let refused = try await outbox.shelf().map(\.error)
                #expect(refused == [])
                #expect(
                    try await server.one("SELECT caller_name FROM calls")
                        == "Bobby\u{FFFD}'); DROP TABLE calls;--\u{202E}\u{FFFF}")
                for (index, event) in events.enumerated() {
                    let stored = try await server.one(
                        "SELECT raw ->> $1 FROM call_turns WHERE sequence = $2",
                        [.text(event.path), .int(Int64(index + 1))])
                    #expect(stored == event.stored)
                }
                await outbox.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `hostile text is stored as it is, but for NUL and half surrogates, which become U+FFFD`() async throws {
        let long = String(repeating: "🙂 \"long\" \\ ", count: 80_000)
        let texts: [(said: String, stored: String)] = [
            ("a\u{0}b", "a\u{FFFD}b"), (long, long), ("‮שלום عليكم", "‮שלום عليكم"),
            ("'; DROP TABLE calls; --", "'; DROP TABLE calls; --"), ("{\"a\",NULL,\\}", "{\"a\",NULL,\\}"),
            ("NULL", "NULL"), ("", ""), ("\u{1}\u{7f}\t\r\n", "\u{1}\u{7f}\t\r\n"),
            (String(decoding: [0xed, 0xa0, 0x80, 0x41], as: UTF8.self), "\u{FFFD}\u{FFFD}\u{FFFD}A"),
        ]
        #expect(long.utf8.count > 1_000_000)
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let call = StoreCall(3)
                _ = outbox.accept(call.rows(.started))
                for (index, text) in texts.enumerated() { #expect(outbox.accept(call.turn(index + 1, text.said))) }
                let arguments = [#"{"a":"\u0000 \ud800 \ude00 🙂"}"#, #"{"a": "not"#, "[1e400]", "\u{0}"]
                for (index, text) in arguments.enumerated() {
                    let call = ToolInvocation(id: "call_\(index)", name: "n\u{0}", arguments: text)
                    _ = outbox.accept(
                        StoreCall(3).rows(.tool(call, ToolOutcome(stored: text), took: .zero), sequence: 100 + index))
                }
                try await server.writing(outbox) { _ in }
                let stored = try await server.column(
                    "SELECT text FROM call_turns WHERE role = 'user' ORDER BY sequence")
                #expect(stored == texts.map(\.stored))
                #expect(outbox.figures.shelved == 0)
                #expect(
                    try await server.column("SELECT args::text FROM tool_calls ORDER BY sequence").prefix(2)
                        == ["{\"a\": \"\u{FFFD} \u{FFFD} \u{FFFD} 🙂\"}", #""{\"a\": \"not""#])
                await outbox.close()
            }
        }
    }
}
