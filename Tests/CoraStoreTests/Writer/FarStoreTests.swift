import CoraCall
import CoraDevPostgres
import CoraPostgres
import CoraStore
import StoreTesting
import Testing

/// The writer, with the database 160 ms away, or behind a pooler that has fewer sessions than there are lanes.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct FarStoreTests {
    private static let calls = 60
    private static let turns = 20

    /// Has the rows of some calls written by a writer on a pool of its own.
    /// - Returns: the batches that it took.
    private static func write(to server: StoreServer, by conninfo: PostgresConninfo) async throws -> Int {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for number in 1...calls {
                let call = StoreCall(number)
                #expect(outbox.accept(call.rows(.started)))
                for turn in 1...turns { #expect(outbox.accept(call.turn(turn, "\(number) \(turn)"))) }
            }
            let pool = PostgresPool(
                conninfo, configuration: .init(size: 2, keepsOpen: 2), logger: StoreServer.logger)
            await pool.start()
            while await pool.state.idle < 2 { try await Task.sleep(for: .milliseconds(5)) }
            let writer = TranscriptWriter(outbox: outbox, pool: pool, logger: StoreServer.logger)
            async let run: Void = writer.run()
            await writer.stop(within: .seconds(60))
            await run
            try await outbox.flush()
            #expect(outbox.figures.rows == 0)
            await outbox.close()
            await pool.close()
            #expect(writer.figures.failures == 0)
            return writer.figures.batches
        }
    }

    @Test func `distance costs a batch a few round trips, and no connection`() async throws {
        try await StoreServer.with { server in
            try await DelayingProxy.with(before: server.conninfo) { proxy in
                let connecting = 2 * 2
                let batches = try await Self.write(to: server, by: try proxy.conninfo)
                #expect(try await server.one("SELECT count(*) FROM call_turns") == "\(Self.calls * Self.turns)")
                #expect(proxy.figures.opened == 2)
                // Two lanes, at most five each: BEGIN, what comes before the copy, the copy and its rows, the rest with the
                // COMMIT. And the end of calls that a dead process left.
                #expect(proxy.figures.roundTrips <= connecting + batches * 2 * 5 + 1)
            }
        }
    }

    @Test func `a pooler makes no difference to what is written`() async throws {
        try await StoreServer.with { server in
            try await PgBouncer.with(before: server.conninfo, servers: 1) { bouncer in
                _ = try await Self.write(to: server, by: try bouncer.conninfo(of: server.conninfo))
                #expect(try await server.one("SELECT count(*) FROM call_turns") == "\(Self.calls * Self.turns)")
                #expect(try await server.one("SELECT count(*) FROM calls") == "\(Self.calls)")
            }
        }
    }
}
