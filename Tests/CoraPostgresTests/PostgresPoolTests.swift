import CoraDevPostgres
import CoraPostgres
import Foundation
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct PostgresPoolTests {
    private func pool(_ conninfo: PostgresConninfo, size: Int = 2, waiting: Int = 100) -> PostgresPool {
        var configuration = PostgresPool.Configuration(size: size)
        configuration.maximumWaiting = waiting
        configuration.pauses = .milliseconds(20)...(.milliseconds(200))
        return PostgresPool(conninfo, configuration: configuration, logger: TestServer.logger)
    }

    @Test(.timeLimit(.minutes(10))) func `many tasks share a few connections`() async throws {
        let pool = try await pool(TestServer.database(), size: 3)
        let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 1...60 {
                group.addTask {
                    let result = try await pool.query(
                        "SELECT $1 AS n", [.int(Int64(number))], deadline: .seconds(50))
                    return try result.first?.value("n") ?? 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 1830)
        // The last connection comes back a moment after its answer.
        var state = await pool.state
        while state.open != state.idle {
            await Task.yield()
            state = await pool.state
        }
        #expect(state.open <= 3 && state.waiting == 0)
        await pool.close()
    }

    @Test func `waiting has an end`() async throws {
        let pool = try await pool(TestServer.database(), size: 1, waiting: 1)
        try await pool.withConnection { _ in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query("SELECT 1", deadline: .milliseconds(50))
            }
            #expect(error?.code == .timeout)
            let waiting = Task { try await pool.query("SELECT 1", deadline: .seconds(10)) }
            while await pool.state.waiting == 0 { await Task.yield() }
            let busy = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(busy?.code == .busy)
            waiting.cancel()
            let cancelled = await #expect(throws: PostgresError.self) { try await waiting.value }
            #expect(cancelled?.code == .cancelled)
        }
        await pool.close()
        let closed = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(closed?.code == .closed)
    }

    @Test func `an open transaction is not lent on`() async throws {
        let pool = try await pool(TestServer.database(), size: 1)
        try await pool.withConnection { _ = try await $0.query("BEGIN") }
        #expect(try await pool.withConnection { await $0.isInTransaction } == false)
        await pool.close()
    }

    @Test func `a terminated connection is replaced`() async throws {
        let conninfo = try await TestServer.database()
        let pool = pool(conninfo, size: 2)
        let backend: Int = try #require(try await pool.query("SELECT pg_backend_pid()").first?.value("pg_backend_pid"))
        let other = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let terminate =
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        _ = try await other.query(terminate)
        // It leaves the server's list a moment before its process, and its end of the connection, are gone.
        while kill(pid_t(backend), 0) == 0 || errno != ESRCH { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await pool.query("SELECT 1").count == 1)
        let sleeping = Task { try await pool.query("SELECT pg_sleep(30)", timeout: .seconds(40)) }
        while try await other.query(
            "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)' AND datname = current_database()"
        ).count == 0 {}
        _ = try await other.query(terminate)
        let error = await #expect(throws: PostgresError.self) { try await sleeping.value }
        #expect(error?.code == .connectionLost)
        #expect(error?.sqlState == "57P01")
        #expect(try await pool.query("SELECT 1").count == 1)
        await pool.close()
    }

    @Test func `a killed server is found again`() async throws {
        let server = try await TestServer.own(["synchronous_commit": "on"])
        let pool = pool(server.conninfo)
        _ = try await pool.query("CREATE TABLE t AS SELECT 1 AS n")
        kill(try #require(server.processID), SIGKILL)
        let down = await #expect(throws: PostgresError.self) {
            while true { _ = try await pool.query("SELECT 1", deadline: .milliseconds(300)) }
        }
        #expect(down?.isTransient == true)
        #expect(await pool.state.failures > 0 || down?.code == .connectionLost)
        let waiting = Task { try await pool.query("SELECT n FROM t", deadline: .seconds(30)) }
        await server.stop()
        var configuration = EmbeddedPostgres.Configuration(folder: server.folder)
        configuration.isDurable = false
        let again = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(try await waiting.value.first?["n"] == "1")
        #expect(await pool.state.lastError == nil)
        await pool.close()
        await TestServer.remove(again)
    }

    @Test func `a full server is waited for`() async throws {
        let server = try await TestServer.own(["max_connections": "4", "superuser_reserved_connections": "0"])
        var taken: [PostgresConnection] = []
        let full = await #expect(throws: PostgresError.self) {
            while true {
                taken.append(try await PostgresConnection.open(server.conninfo.text, logger: TestServer.logger))
            }
        }
        #expect(full?.sqlState == "53300")
        #expect(full?.isTransient == true)
        let pool = pool(server.conninfo)
        let late = await #expect(throws: PostgresError.self) {
            try await pool.query("SELECT 1", deadline: .seconds(2))
        }
        #expect(late?.sqlState == "53300")
        let waiting = Task { try await pool.query("SELECT 1", deadline: .seconds(20)) }
        await taken.popLast()?.close()
        #expect(try await waiting.value.count == 1)
        await pool.close()
        await TestServer.remove(server)
    }

    @Test func `a hopeless refusal is not waited for`() async throws {
        let conninfo = try await TestServer.database()
        let pool = pool(try PostgresConninfo(conninfo.text.replacing(/user=\w+/, with: "user=nobody_here")))
        let error = await #expect(throws: PostgresError.self) {
            try await pool.query("SELECT 1", deadline: .seconds(60))
        }
        #expect(error?.sqlState == "28000")
        await pool.close()
    }
}
