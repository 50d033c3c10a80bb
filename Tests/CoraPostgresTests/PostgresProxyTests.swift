import CoraPostgres
import CoraStore
import StoreTesting
import Testing

/// Behind the real PgBouncer, which pools transactions, and has fewer connections to the server than there are clients.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PostgresProxyTests {
    private static func with(
        servers: Int = 2, size: Int = 8, _ body: (PostgresPool, PostgresConninfo) async throws -> Void
    ) async throws {
        let server = try await TestServer.database()
        try await PgBouncer.with(before: server, servers: servers) { bouncer in
            let pool = PostgresPool(
                try bouncer.conninfo(of: server), configuration: .init(size: size), logger: TestServer.logger)
            let result: Result<Void, any Error>
            do { result = .success(try await body(pool, server)) } catch { result = .failure(error) }
            await pool.close()
            try result.get()
        }
    }

    @Test func `everything but listening works without a session`() async throws {
        try await Self.with { pool, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await pool.withConnection { _ = try await Migrator(logger: TestServer.logger).up(on: $0) }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await pool.query("CREATE TABLE proxied (n INT)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<40 {
                    group.addTask { try await Self.write(round, pool) }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.query("SELECT count(*) FROM proxied").first?["count"] == "240")
        }
    }

    /// Six rows: in a pipeline, in a transaction, by copy.
    private static func write(_ round: Int, _ pool: PostgresPool) async throws {
        let insert = PostgresStatement("INSERT INTO proxied VALUES ($1)", [.int(Int64(round))])
        _ = try await pool.batch([insert, insert, insert])
        try await pool.withConnection { connection in
            try await connection.transaction([PostgresStatement("BEGIN"), insert]) { _, _ in
                PostgresEnding((), [insert])
            }
            var rows = PostgresCopyRows()
            rows.append([.int(Int64(round))])
            _ = try await connection.copyIn("COPY proxied (n) FROM STDIN", rows)
        }
    }

    /// Clients share two sessions: a cancel request that came late would meet another client's statement, which then
    /// fails with 57014.
    @Test func `cancelling never meets another client's statement`() async throws {
        try await Self.with { pool, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        for round in 0..<20 {
                            let timeout = Duration.milliseconds(18 + (round + worker) % 5)
                            let error = await #expect(throws: PostgresError.self) {
                                try await pool.query("SELECT pg_sleep(0.1)", timeout: timeout)
                            }
                            #expect(error?.code == .timeout)
                        }
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<60 {
                            _ = try await pool.query(
                                "SELECT pg_sleep(0.01)", timeout: .seconds(30), deadline: .seconds(30))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a statement that is out of time does not keep a session from the others`() async throws {
        try await Self.with(servers: 1, size: 2) { pool, _ in
            let late = await #expect(throws: PostgresError.self) {
                try await pool.query("SELECT pg_sleep(60)", timeout: .milliseconds(200))
            }
            #expect(late?.code == .timeout)
            for _ in 1...2 {
                let answer = try await pool.query("SELECT 1 AS n", timeout: .seconds(10))
                #expect(answer.first?["n"] == "1")
            }
        }
    }

    @Test func `a pooler is known as one, a proxy and the server itself are none`() async throws {
        try await Self.with { pool, server in
            #expect(try await pool.withConnection { try await $0.isPooled() })
            let direct = try await PostgresConnection.open(server.text, logger: TestServer.logger)
            #expect(try await direct.isPooled() == false)
            try await DelayingProxy.with(before: server, delay: .zero) { proxy in
                let passed = try await PostgresConnection.open(proxy.conninfo.text, logger: TestServer.logger)
                #expect(try await passed.isPooled() == false)
            }
        }
    }

    @Test(arguments: ["search_path%3Dshop", "statement_timeout%3D5s"])
    func `a setting that a pooler refuses is named, and not tried for ever`(setting: String) async throws {
        try await Self.with { pool, _ in
            let (port, database) = (pool.conninfo["port"] ?? "", pool.conninfo["dbname"] ?? "")
            let uri = "postgresql://cora@127.0.0.1:\(port)/\(database)?options=-c%20\(setting)&application_name=shop"
            let refused = PostgresPool(try PostgresConninfo(uri), logger: TestServer.logger)
            let error = await #expect(throws: PostgresError.self) {
                try await refused.query("SELECT 1", deadline: .seconds(60))
            }
            #expect(error?.code == .misfit)
            #expect(error?.message.contains("unsupported startup parameter: options") == true)
            #expect(error?.hint?.contains("ALTER ROLE") == true)
            await refused.close()
        }
    }

    @Test func `the application's name reaches the server through a pooler`() async throws {
        try await Self.with { pool, _ in
            let answer = try await pool.query("SHOW application_name")
            #expect(answer.first?[0] == "cora")
        }
    }
}
