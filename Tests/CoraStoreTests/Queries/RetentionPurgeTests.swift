import CoraPostgres
import CoraStore
import StoreTesting
import Testing

@Suite(.serialized)
struct RetentionPurgeTests {
    @Test(.timeLimit(.minutes(2)))
    func `calls past their tenant's days go with all that is theirs, in batches; others stay`() async throws {
        try await QueryServer.with { server in
            _ = try await server.pool.query("UPDATE tenants SET retention_days = 30 WHERE id = 'ray-richards'")
            try await server.addWholeCall(
                sid: "CA3f9c1b20d4e5f60718293a4b5c6d7e8f", id: "3f9c1b20-d4e5-f607-1829-3a4b5c6d7e8f")
            // Six old ones, one just within its days; as many of a tenant without a limit and of one that is gone.
            for tenant in ["ray-richards", "sarah-chen", "nobody"] {
                _ = try await server.pool.query(
                    """
                    INSERT INTO calls (twilio_sid, tenant_id, started_at, caller_number, agent_number)
                    SELECT $1 || n, $1, timestamptz '2026-11-23 16:00+00' - n * interval '1 hour', '+1', '+2'
                    FROM generate_series(0, 6) n
                    """, [.text(tenant)])
                _ = try await server.pool.query(
                    """
                    INSERT INTO tool_effects (call_id, tool, args_hash, tenant_id, result, created_at)
                    VALUES (gen_random_uuid(), 'x', repeat('0', 64), $1, '{}', '2026-11-01'),
                      (gen_random_uuid(), 'x', repeat('0', 64), $1, '{}', '2026-12-20')
                    """, [.text(tenant)])
            }
            var configuration = RetentionPurge.Configuration()
            (configuration.batch, configuration.rest) = (4, .zero)
            let purge = RetentionPurge(pool: server.pool, configuration: configuration, logger: QueryServer.logger)
            let time = try #require(PostgresTimestamp(postgresText: "2026-12-23 16:00:00+00"))
            let figures = try await purge.purge(at: time)
            #expect(figures.calls == 6)
            #expect(figures.effects == 1)
            #expect(figures.batches == 3)
            let left = "SELECT count(*) FROM calls WHERE tenant_id = 'ray-richards'"
            #expect(try await server.one(left) == "2")
            #expect(try await server.one("SELECT count(*) FROM calls") == "16")
            #expect(try await server.one("SELECT count(*) FROM call_turns") == "4")
            let later = try #require(PostgresTimestamp(postgresText: "2026-12-23 18:00:00+00"))
            #expect(try await purge.purge(at: later).calls == 2)
            #expect(try await server.one("SELECT count(*) FROM call_turns") == "0")
            #expect(try await server.one("SELECT count(*) FROM tool_calls") == "0")
            #expect(try await server.one("SELECT count(*) FROM call_summaries") == "0")
            #expect(try await purge.purge(at: later).calls == 0)
            _ = try await server.pool.query("UPDATE tenants SET retention_days = 2147483647")
            #expect(try await purge.purge(at: later).calls == 0)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `the daily purge goes on until its task is cancelled`() async throws {
        try await QueryServer.with { server in
            _ = try await server.pool.query("UPDATE tenants SET retention_days = 1")
            try await server.addWholeCall(sid: "CA1", id: "3f9c1b20-d4e5-f607-1829-3a4b5c6d7e8f")
            _ = try await server.pool.query(
                "UPDATE calls SET started_at = now() - interval '25 hours', ended_at = NULL")
            var configuration = RetentionPurge.Configuration()
            configuration.delay = .zero
            let purge = RetentionPurge(pool: server.pool, configuration: configuration, logger: QueryServer.logger)
            let running = Task { await purge.run() }
            while try await server.one("SELECT count(*) FROM calls") != "0" { await Task.yield() }
            running.cancel()
            await running.value
        }
    }
}
