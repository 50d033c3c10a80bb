import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import StoreTesting
import Testing

@Suite(.serialized)
struct LostCallTests {
    /// Calls taken down by the process that has the outbox, and what is done to it then.
    private static func talk(_ server: StoreServer, _ folder: OutboxFolder, _ body: (StoreRecorder) -> Void)
        async throws -> WriterFigures
    {
        let outbox = try folder.open()
        let rows = CallRows(PriceList(model: "m", transcriptionModel: "t"))
        body(StoreRecorder(outbox: outbox, rows: rows, logger: StoreServer.logger))
        let figures = try await server.writing(outbox) { $0 }.figures
        await outbox.close()
        return figures
    }

    @Test(.timeLimit(.minutes(2)))
    func `the next process ends them with the last thing known of them; a call that went on elsewhere is left alone`()
        async throws
    {
        try await StoreServer.with { server in
            let (mine, other) = (OutboxFolder(), OutboxFolder())
            defer { for folder in [mine, other] { folder.remove() } }
            let (lost, ended, moved) = (StoreCall(1).ticket, StoreCall(2).ticket, StoreCall(3).ticket)
            let first = try await Self.talk(server, mine) { recorder in
                for ticket in [lost, ended, moved] { recorder.record(.started, of: ticket) }
                recorder.record(.turn(Turn(sequence: 1, role: .user, item: "i", text: "Hello?")), of: lost)
                recorder.record(.ended(Termination(.agentEnded), CallFigures()), of: ended)
            }
            #expect(first.lostCalls == 0)
            var again = moved
            again.attempt = 1
            let elsewhere = try await Self.talk(server, other) { $0.record(.started, of: again) }
            #expect(elsewhere.lostCalls == 0)
            let second = try await Self.talk(server, mine) { $0.record(.started, of: StoreCall(4).ticket) }
            #expect(second.lostCalls == 1)
            let rows = try await server.pool.query(
                """
                SELECT c.twilio_sid, c.outcome, c.termination, c.termination_result, c.ended_at IS NULL AS open,
                  c.ended_at = (SELECT max(ts) FROM call_turns WHERE call_id = c.id) AS fits, c.duration_ms >= 0 AS long
                FROM calls AS c ORDER BY c.twilio_sid
                """)
            #expect(rows.rows.map { $0["outcome"] } == ["process_lost", "agent_ended", nil, nil])
            #expect(rows.rows.map { $0["open"] } == ["f", "f", "t", "t"])
            #expect(rows.first?["termination"] == "process_lost")
            #expect(rows.first?["termination_result"] == "server_fault")
            #expect(rows.first?["fits"] == "t")
            #expect(rows.first?["long"] == "t")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a caller who comes back has an open call again, and its end is the end`() async throws {
        try await StoreServer.with { server in
            let folder = OutboxFolder()
            defer { folder.remove() }
            let ticket = StoreCall(1).ticket
            var back = ticket
            back.attempt = 1
            _ = try await Self.talk(server, folder) { $0.record(.started, of: ticket) }
            _ = try await Self.talk(server, folder) { _ in }
            #expect(try await server.one("SELECT outcome FROM calls") == "process_lost")
            _ = try await Self.talk(server, folder) { $0.record(.started, of: back) }
            #expect(try await server.one("SELECT outcome FROM calls") == nil)
            _ = try await Self.talk(server, folder) {
                $0.record(.started, of: back)
                $0.record(.ended(Termination(.callerHungUp), CallFigures()), of: back)
            }
            #expect(try await server.one("SELECT outcome FROM calls") == "caller_hung_up")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a call without an end for a day is over, on whichever server it was`() async throws {
        try await StoreServer.with { server in
            _ = try await server.pool.query(
                """
                INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number, instance) VALUES
                  ('t', 'old', now() - interval '25 hours', '+1', '+2', NULL),
                  ('t', 'new', now() - interval '23 hours', '+1', '+2', NULL),
                  ('t', 'a-b', now(), '+1', '+2', 'aa-1'), ('t', 'mine', now(), '+1', '+2', 'a-2'),
                  ('t', 'past', now(), '+1', '+2', 'a-1')
                """)
            let closed = try await LostCalls.close(outbox: "a", instance: "a-2", on: server.pool)
            #expect(closed.sorted() == ["old", "past"])
            #expect(try await LostCalls.close(outbox: "a", instance: "a-2", on: server.pool).isEmpty)
        }
    }
}
