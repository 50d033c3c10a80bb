import CoraCall
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStandIn
import CoraStore
import CoraTenant
import CoraWire
import Testing

/// "Data Persistence" of the acceptance list.
struct StoredCallTests {
    private static let greeting = Array(repeating: "One two three four five six seven eight.", count: 8)
        .joined(separator: " ")

    /// A call in which the greeting is interrupted, the caller says one thing and is answered.
    private static func call(_ line: TestLine) async throws -> String {
        let (socket, session) = try await line.openLive()
        try await line.ear.sent("response.done", in: session)
        let place = line.ear.ledger.count
        try await socket.saySomething()
        try await line.ear.sent("response.done", in: session, after: place)
        try await eventually("the turns") { line.turns(of: socket.callSID).count >= 2 }
        try await line.isHeard(on: socket, turns: 2)
        try await socket.hangUp()
        _ = try await line.ending(of: socket.callSID)
        return socket.callSID
    }

    @Test(.timeLimit(.minutes(3)))
    func `a call leaves its row, its turns with what was heard of them, its bill and its summary`() async throws {
        try await StoredLine.with { stored in
            let sids = Ledger<String>()
            try await TestLine.run(stored.options(tenants: TestLine.tenants(greeting: Self.greeting))) { line in
                sids.append(try await Self.call(line))
            }
            // The server is gone, and with it everything it had to write.
            let sid = try #require(sids.events.first)
            let call = try #require(
                try await stored.pool.query("SELECT * FROM calls WHERE twilio_sid = $1", [.text(sid)]).first)
            #expect(call["tenant_id"] == "shop")
            #expect(call["termination"] == "caller_hung_up")
            #expect(call["ended_at"] != nil)
            #expect(try call.value("cost_audio_tokens", as: Int.self) > 0)
            #expect(try call.value("transcription_in_tokens", as: Int.self) > 0)
            #expect(try call.value("transcription_ms", as: Int.self) > 0)
            let id = try call.value("id", as: String.self)
            try await Self.checkTurns(of: id, in: stored)
            let summary = try #require(
                try await stored.pool.query("SELECT * FROM call_summaries WHERE call_id = $1", [.uuid(id)]).first)
            #expect(summary["source"] == "model")
            #expect(summary["outcome"] == call["outcome"])
            let score = try summary.value("score_lead_quality", as: Int.self)
            #expect((0...100).contains(score))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a build that was rolled back takes calls down in the schema of the later one`() async throws {
        try await StoredLine.with { stored in
            for calls in 1...2 {
                try await TestLine.run(stored.options()) { line in
                    let (socket, _) = try await line.openLive()
                    try await socket.hangUp()
                    _ = try await line.ending(of: socket.callSID)
                    try await eventually("its row") {
                        let count = "SELECT count(*) FROM calls WHERE ended_at IS NOT NULL"
                        return (try? await stored.one(count)) == "\(calls)"
                    }
                }
                guard calls == 1 else { continue }
                _ = try await stored.pool.query("ALTER TABLE calls ADD COLUMN later TEXT")
                _ = try await stored.pool.query(
                    "INSERT INTO cora_migrations (version, name, checksum) VALUES (9999, 'later', '')")
            }
        }
    }

    private static func checkTurns(of id: String, in stored: StoredLine) async throws {
        let turns = try await stored.pool.query(
            """
            SELECT role, text, heard_text, cut_ms, audio_ms, event_type, raw ->> 'type' AS raw_type,
              raw ->> 'transcript' AS transcript, raw::text AS raw
            FROM call_turns WHERE call_id = $1::uuid ORDER BY sequence
            """, [.text(id)])
        let first = try #require(turns.first)
        #expect(first["role"] == "assistant")
        #expect(first["text"] == greeting)
        #expect(first["cut_ms"] != nil)
        let heard = try first.value("heard_text", as: String.self)
        #expect(greeting.hasPrefix(heard))
        #expect(first["event_type"] == "response.output_audio_transcript.done")
        #expect(first["transcript"] == greeting)
        let user = try #require(turns.rows.first { $0["role"] == "user" })
        #expect(user["text"] == "turn 1")
        #expect(user["event_type"] == "conversation.item.input_audio_transcription.completed")
        #expect(user["raw_type"] == user["event_type"])
        #expect(user["transcript"] == "turn 1")
        // 300 ms of sound, what is kept from before it, and the silence that ended it.
        let length = try user.value("audio_ms", as: Int.self)
        #expect((500...1500).contains(length))
    }

    @Test(.timeLimit(.minutes(3)))
    func `the conversation that the store gives back is the one the session held`() async throws {
        try await StoredLine.with { stored in
            let sids = Ledger<String>()
            let held = Ledger<[String]>()
            try await TestLine.run(stored.options(tenants: TestLine.tenants(greeting: Self.greeting))) { line in
                sids.append(try await Self.call(line))
                held.append(line.ear.messageItems)
            }
            let sid = try #require(sids.events.first)
            let conversation = try #require(try await StoredConversation.rebuild(callSID: sid, from: stored.pool))
            let messages: [(id: String, role: Turn.Role, heard: String)] = conversation.items.compactMap { item in
                guard case .message(let role, let id, _, let heard, _) = item else { return nil }
                return (id, role, heard)
            }
            #expect(messages.map(\.id) == held.events.first)
            #expect(messages.map(\.role) == [.assistant, .user, .assistant])
            #expect(messages[0].heard.count < Self.greeting.count && Self.greeting.hasPrefix(messages[0].heard))
            #expect(messages.dropFirst().map(\.heard) == ["turn 1", "Answer 1."])
            #expect(conversation.tenant?.id == "shop")
            #expect(conversation.isEnded)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `with no model for it, the record sums the call up, and says so`() async throws {
        try await StoredLine.with { stored in
            var options = stored.options()
            options.settings = { settings in
                stored.settings(&settings)
                settings.openAI.summaryModel = nil
            }
            try await TestLine.run(options) { line in
                let (socket, _) = try await line.openLive()
                try await socket.hangUp()
                _ = try await line.ending(of: socket.callSID)
            }
            #expect(try await stored.column("SELECT source FROM call_summaries") == ["record"])
        }
    }
}

extension ModelEar {
    /// The ids of the messages in the conversation, in order.
    fileprivate var messageItems: [String] {
        ledger.events.compactMap { event in
            guard case .sent(let json, _) = event, json["type"] == "conversation.item.added",
                json["item"]?["type"] == "message", json["item"]?["role"] != "system"
            else { return nil }
            return json["item"]?["id"]?.string
        }
    }
}
