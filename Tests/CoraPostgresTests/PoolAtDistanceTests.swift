import CoraPostgres
import StoreTesting
import Testing

/// Pools whose database is 160 ms away.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PoolAtDistanceTests {
    private static func pool(
        _ conninfo: PostgresConninfo, size: Int, keepsOpen: Int, trust: Duration = .seconds(30)
    ) -> PostgresPool {
        var configuration = PostgresPool.Configuration(size: size, keepsOpen: keepsOpen)
        configuration.trustIdleFor = trust
        configuration.pauses = .milliseconds(20)...(.milliseconds(200))
        return PostgresPool(conninfo, configuration: configuration, logger: TestServer.logger)
    }

    private static func settled(_ pool: PostgresPool, at count: Int) async throws {
        while await pool.state.idle < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Each lookup is given up when the answer is on its way, and again while an idle connection is asked.
    @Test(arguments: [Duration.seconds(30), .milliseconds(20)])
    func `lookups that are given up cost no connection`(trust: Duration) async throws {
        try await DelayingProxy.with(before: TestServer.database()) { proxy in
            let pool = Self.pool(try proxy.conninfo, size: 2, keepsOpen: 2, trust: trust)
            await pool.start()
            try await Self.settled(pool, at: 2)
            for _ in 0..<6 {
                let lookup = Task { try await pool.query("SELECT 1") }
                try await Task.sleep(for: .milliseconds(40))
                lookup.cancel()
                _ = await lookup.result
            }
            #expect(try await pool.query("SELECT 1").count == 1)
            #expect(proxy.figures.opened == 2)
            #expect(proxy.figures.closed == 0)
            await pool.close()
        }
    }

    @Test func `who is first pays one round trip, for the connections are there and have been asked`() async throws {
        try await DelayingProxy.with(before: TestServer.database()) { proxy in
            let pool = Self.pool(try proxy.conninfo, size: 3, keepsOpen: 3)
            await pool.start()
            try await Self.settled(pool, at: 3)
            let before = proxy.figures
            _ = try await pool.query("SELECT 1")
            #expect(proxy.figures.roundTrips - before.roundTrips == 1)
            #expect(proxy.figures.opened == 3)
            await pool.close()
        }
    }

    @Test func `connections that are kept open are made again before anybody wants them`() async throws {
        let conninfo = try await TestServer.database()
        let pool = Self.pool(conninfo, size: 2, keepsOpen: 2, trust: .milliseconds(100))
        await pool.start()
        try await Self.settled(pool, at: 2)
        let other = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let ended = try await other.query(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        #expect(ended.count == 2)
        let count = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while try await other.query(count).count < 2 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await pool.query("SELECT 1").count == 1)
        await pool.close()
    }

    @Test func `a transaction that is given up is rolled back, and its connection lent again`() async throws {
        try await DelayingProxy.with(before: TestServer.database()) { proxy in
            let pool = Self.pool(try proxy.conninfo, size: 1, keepsOpen: 1)
            try await pool.withConnection { try await $0.script("CREATE TABLE t (n INT)") }
            let write = Task {
                try await pool.withConnection { connection in
                    try await connection.transaction { connection in
                        for number in 0..<20 {
                            _ = try await connection.query("INSERT INTO t VALUES ($1)", [.int(Int64(number))])
                        }
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(600))
            write.cancel()
            let error = await #expect(throws: PostgresError.self) { try await write.value }
            #expect(error?.code == .cancelled)
            #expect(try await pool.query("SELECT count(*) FROM t").first?[0] == "0")
            #expect(proxy.figures.opened == 1)
            #expect(proxy.figures.closed == 0)
            await pool.close()
        }
    }
}
