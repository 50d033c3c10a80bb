import CoraBusiness
import CoraCall
import CoraPostgres
import CoraStore
import StoreTesting
import Testing

struct UnsummedCallsTests {
    @Test(.timeLimit(.minutes(2)))
    func `those that are over for long enough, with what was said; no other`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let calls = (1...6).map { StoreCall($0) }
                for call in calls {
                    _ = outbox.accept(
                        call.rows(.started) + call.turn(1, "Is number \(call.ticket.callSID.suffix(1)) free?"))
                    guard call.ticket.callSID != calls[5].ticket.callSID else { continue }
                    _ = outbox.accept(call.rows(.ended(Termination(.callerHungUp), CallFigures())))
                }
                let summary = CallSummary(json: "{}", outcome: "unfinished", source: .record)
                _ = outbox.accept([OutboxRow(summary, call: calls[0].ticket.callID, tenant: "ray")])
                try await server.writing(outbox) { _ in }
                for (call, ago, end) in [
                    (1, "10 minutes", "caller_hung_up"), (2, "10 minutes", "caller_hung_up"),
                    (3, "2 minutes", "caller_hung_up"), (4, "2 minutes", "process_lost"), (5, "2 days", "process_lost"),
                ] {
                    _ = try await server.pool.query(
                        """
                        UPDATE calls SET ended_at = now() - $2::interval, started_at = now() - INTERVAL '3 days', termination = $3
                        WHERE id = $1
                        """,
                        [.uuid(calls[call - 1].ticket.callID), .text(ago), .text(end)])
                }
                // 1 has a summary, 3 may still get one, 5 is long past, 6 goes on.
                let found = try await UnsummedCalls(pool: server.pool, logger: StoreServer.logger).list()
                #expect(found.map(\.callID) == [calls[1], calls[3]].map(\.ticket.callID))
                #expect(found.map { $0.ending?.word } == ["caller_hung_up", "process_lost"])
                guard case .message(.user, _, let text, _, _) = found[0].items.first else {
                    return #expect(Bool(false), "nothing was said")
                }
                #expect(text == "Is number 2 free?")
                await outbox.close()
            }
        }
    }
}
