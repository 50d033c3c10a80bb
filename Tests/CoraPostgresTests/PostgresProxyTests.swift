import CoraPostgres
import CoraStore
import Foundation
import StoreTesting
import Testing

/// Against any server by its connection string: `CORA_TEST_URL` is an empty database behind a proxy that pools
/// transactions, with fewer server connections than the pool here has clients.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CORA_TEST_URL"] != nil), .timeLimit(.minutes(2)))
struct PostgresProxyTests {
    @Test func `everything but listening works without a session`() async throws {
        let url = try #require(ProcessInfo.processInfo.environment["CORA_TEST_URL"])
        let pool = PostgresPool(
            try PostgresConninfo(url), configuration: .init(size: 8), logger: TestServer.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await pool.withConnection { _ = try await Migrator(logger: TestServer.logger).up(on: $0) }
                }
            }
            try await group.waitForAll()
        }
        _ = try await pool.query("CREATE TABLE IF NOT EXISTS proxied (n INT)")
        _ = try await pool.query("TRUNCATE proxied")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<40 {
                group.addTask {
                    let insert = PostgresStatement("INSERT INTO proxied VALUES ($1)", [.int(Int64(round))])
                    _ = try await pool.batch([insert, insert, insert])
                    try await pool.withConnection { connection in
                        try await connection.transaction { _ = try await $0.query(insert.sql, insert.parameters) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await pool.query("SELECT count(*) FROM proxied").first?["count"] == "160")
        let late = await #expect(throws: PostgresError.self) {
            try await pool.query("SELECT pg_sleep(30)", timeout: .milliseconds(200))
        }
        #expect(late?.code == .timeout)
        #expect(try await pool.query("SELECT 1 AS n").first?["n"] == "1")
        await pool.close()
    }
}
