import CoraPostgres
import StoreTesting
import Testing

/// What becomes of statements whose callers have given up waiting, and of their connections.
@Suite(.serialized, .timeLimit(.minutes(2))) struct GivenUpTests {
    private static let name = "SELECT pg_backend_pid() AS id"

    private static func connection() async throws -> PostgresConnection {
        let connection = try await TestServer.connection()
        try await connection.script("CREATE TABLE t (n INT)")
        return connection
    }

    private static func server(of connection: PostgresConnection) async throws -> Int {
        try #require(try await connection.query(name).first).value("id")
    }

    /// Begins something and no longer waits for it when it is under way.
    private static func giveUp(
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> PostgresError? {
        let task = Task { try await work() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        return await #expect(throws: PostgresError.self) { try await task.value }
    }

    @Test func `who no longer waits does not stop a statement, and leaves the connection as it was`() async throws {
        let connection = try await Self.connection()
        let before = try await Self.server(of: connection)
        let error = try await Self.giveUp {
            _ = try await connection.query("INSERT INTO t SELECT 1 FROM pg_sleep(0.4)")
        }
        #expect(error?.code == .cancelled)
        #expect(connection.isOpen)
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "1")
        #expect(try await Self.server(of: connection) == before)
    }

    @Test func `a batch, a script and a copy that are given up leave the connection as it was`() async throws {
        let connection = try await Self.connection()
        let before = try await Self.server(of: connection)
        let slow = PostgresStatement("INSERT INTO t SELECT 2 FROM pg_sleep(0.2)")
        _ = try await Self.giveUp { _ = try await connection.batch([slow, slow]) }
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "2")
        _ = try await Self.giveUp { try await connection.script("SELECT pg_sleep(0.3); INSERT INTO t VALUES (3)") }
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "3")
        try await connection.script(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END';
            CREATE TRIGGER dawdle BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION dawdle();
            """)
        var rows = PostgresCopyRows()
        rows.append([.int(4)])
        _ = try await Self.giveUp { [rows] in _ = try await connection.copyIn("COPY t (n) FROM STDIN", rows) }
        #expect(try await connection.query("SELECT 1").first?[0] == "1")
        #expect(try await Self.server(of: connection) == before)
    }

    @Test func `a statement whose time is over is cancelled, and its successor is not`() async throws {
        let connection = try await Self.connection()
        let before = try await Self.server(of: connection)
        // Some end by themselves just as they are cancelled.
        for round in 0..<40 {
            do throws(PostgresError) {
                _ = try await connection.query("SELECT pg_sleep(0.01)", timeout: .milliseconds(8 + round % 5))
            } catch {
                #expect(error.code == .timeout)
            }
            #expect(try await connection.query("SELECT 1 FROM pg_sleep(0.002)").count == 1)
        }
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("SELECT pg_sleep(30)", timeout: .milliseconds(50))
        }
        #expect(error?.code == .timeout)
        #expect(try await Self.server(of: connection) == before)
    }

    @Test func `a statement whose caller has given up does not go on for ever`() async throws {
        let connection = try await Self.connection()
        let before = try await Self.server(of: connection)
        let task = Task { try await connection.query("SELECT pg_sleep(60)", timeout: .seconds(90)) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        _ = await task.result
        #expect(await !connection.isAtRest)
        #expect(await connection.settle())
        #expect(await connection.isAtRest)
        #expect(try await Self.server(of: connection) == before)
    }

    @Test func `a transaction that is given up is rolled back before the connection's next use`() async throws {
        let connection = try await Self.connection()
        let before = try await Self.server(of: connection)
        _ = try await Self.giveUp {
            try await connection.transaction { connection in
                _ = try await connection.query("INSERT INTO t VALUES (1)")
                _ = try await connection.query("SELECT pg_sleep(0.3)")
            }
        }
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "0")
        #expect(try await Self.server(of: connection) == before)
    }

    @Test func `nothing is sent for a task that is cancelled already`() async throws {
        let connection = try await Self.connection()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await connection.query("INSERT INTO t VALUES (1)")
        }
        task.cancel()
        let error = await #expect(throws: PostgresError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "0")
    }

    @Test func `a transaction's first and last statements go along with BEGIN and COMMIT`() async throws {
        try await DelayingProxy.with(before: TestServer.database(), delay: .milliseconds(1)) { proxy in
            let connection = try await PostgresConnection.open(proxy.conninfo.text, logger: TestServer.logger)
            try await connection.script("CREATE TABLE t (n INT UNIQUE)")
            let before = proxy.figures.roundTrips
            let insert = PostgresStatement("INSERT INTO t VALUES (1) RETURNING n")
            let value = try await connection.transaction([PostgresStatement("BEGIN"), insert]) { _, results in
                PostgresEnding(results[0].first?[0], [PostgresStatement("UPDATE t SET n = 2")])
            }
            #expect(value == "1")
            #expect(proxy.figures.roundTrips - before == 2)
            #expect(try await connection.query("SELECT n FROM t").first?[0] == "2")
            // A last statement that is refused undoes the others.
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction([PostgresStatement("BEGIN"), insert]) { _, _ in
                    PostgresEnding((), [PostgresStatement("INSERT INTO t VALUES (2)")])
                }
            }
            #expect(error?.sqlState == "23505")
            #expect(try await connection.query("SELECT array_agg(n)::text FROM t").first?[0] == "{2}")
        }
    }
}
