import CoraCall
import CoraServer
import CoraSimulator
import CoraStore
import Foundation
import Logging
import Testing

@Suite("Calls in the database")
struct StoredCallTests {
    /// A database of the test's own, gone afterwards.
    private func withDatabase(_ body: (EmbeddedPostgres, String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try await EmbeddedPostgres.start(
            .init(folder: folder + "/postgres", isDurable: false), logger: Logger(label: "test"))
        let result: Result<Void, any Error>
        do { result = .success(try await body(database, folder)) } catch { result = .failure(error) }
        await database.stop()
        try result.get()
    }

    @Test("a call leaves its row, its turns with what was heard of them, and its bill", .timeLimit(.minutes(3)))
    func rows() async throws {
        try await withDatabase { database, folder in
            let greeting = Array(repeating: "One two three four five six seven eight.", count: 8).joined(separator: " ")
            var options = TestLine.Options(settings: {
                $0.store.databaseURL = Secret(database.conninfo.text)
                $0.store.outboxFolder = folder + "/outbox"
            })
            options.tenants = TestLine.tenants(greeting: greeting)
            let callSID = Ledger<String>()
            try await TestLine.run(options) { line in
                let (socket, session) = try await line.openLive()
                callSID.append(socket.callSID)
                try await line.ear.sent("response.done", in: session)
                let place = line.ear.ledger.count
                try await socket.saySomething()
                try await line.ear.sent("response.done", in: session, after: place)
                try await eventually("the turns") { line.turns(of: socket.callSID).count >= 2 }
                try await socket.hangUp()
                _ = try await line.ending(of: socket.callSID)
            }
            // The server is gone, and with it everything it had to write.
            let pool = PostgresPool(database.conninfo, logger: Logger(label: "test"))
            let sid = try #require(callSID.events.first)
            let call = try #require(
                try await pool.query("SELECT * FROM calls WHERE twilio_sid = $1", [.text(sid)]).first)
            #expect(call["tenant_id"] == "shop")
            #expect(call["outcome"] == "caller_hung_up")
            #expect(call["ended_at"] != nil)
            #expect(try call.value("cost_audio_tokens", as: Int.self) > 0)
            let turns = try await pool.query(
                "SELECT role, text, heard_text, cut_ms FROM call_turns WHERE call_id = $1::uuid ORDER BY sequence",
                [.text(try call.value("id", as: String.self))])
            let first = try #require(turns.first)
            #expect(first["role"] == "assistant")
            #expect(first["text"] == greeting)
            #expect(first["cut_ms"] != nil)
            #expect(greeting.hasPrefix(try first.value("heard_text", as: String.self)))
            #expect(turns.rows.contains { $0["role"] == "user" && $0["text"] == "turn 1" })
            await pool.close()
        }
    }
}
