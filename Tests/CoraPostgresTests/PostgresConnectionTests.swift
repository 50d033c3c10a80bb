import CoraPostgres
import Foundation
import StoreTesting
import Testing

@Suite struct PostgresConnectionTests {
    private static let hostile = [
        "", "plain", "'; DROP TABLE calls; --", "\"quoted\" \\back\\ {brace},comma", "tab\tline\nreturn\r",
        "NULL", "null", "👩‍👩‍👧‍👦 e\u{301} 𝔘𝔫𝔦", "שלום עולם ‮right to left", "\u{FEFF}\u{FFFD}\u{10FFFF}", "\\N", "\\.",
        "$1 %s",
    ]

    @Test func `text comes back as it went`() async throws {
        let connection = try await TestServer.connection()
        for text in Self.hostile {
            let row = try await connection.query("SELECT $1 AS t, $2 AS a", [.text(text), .textArray([text, nil])])
                .first
            #expect(try row?.value("t") == text)
            #expect(try row?.value("a") == [text, nil])
        }
        let long = String(repeating: "wörter ", count: 1_000_000)
        #expect(try await connection.query("SELECT $1", [.text(long)]).first?[0] == long)
    }

    @Test func `every type comes back as it went`() async throws {
        let connection = try await TestServer.connection()
        let id = UUID().uuidString.lowercased()
        let row = try #require(
            await connection.query(
                "SELECT $1 AS n, $2 AS i, $3 AS d, $4 AS b, $5 AS m, $6 AS u, $7 AS ts, $8 AS j, $9 AS by",
                [
                    .null, .int(.min), .double(0.1), .bool(true), .numeric("12345678901234567890.123456"), .uuid(id),
                    .timestamp(1_700_000_000_123_456), .json(#"{"a": [1, "\"x\\y\""]}"#), .bytes([0, 1, 255, 92]),
                ]
            ).first)
        #expect(try row.optional("n", as: String.self) == nil)
        #expect(try row.value("i") == Int64.min)
        #expect(try row.value("d") == 0.1)
        #expect(try row.value("b") == true)
        #expect(try row.value("m") == "12345678901234567890.123456")
        #expect(try row.value("u") == id)
        #expect(try row.value("ts") == PostgresTimestamp(microseconds: 1_700_000_000_123_456))
        #expect(try row.value("j") == #"{"a": [1, "\"x\\y\""]}"#)
        #expect(try row.value("by", as: [UInt8].self) == [0, 1, 255, 92])
    }

    @Test func `every array comes back as it went`() async throws {
        let connection = try await TestServer.connection()
        let id = UUID().uuidString.lowercased()
        let rows = try await connection.query(
            """
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::float8[], $4::bool[], $5::numeric[], $6::uuid[],
              $7::timestamptz[], $8::jsonb[]) AS x(t, i, d, b, m, u, ts, j)
            """,
            [
                .textArray(["a,\"b\"\\", nil]), .intArray([-5, nil]), .doubleArray([1.5, nil]),
                .boolArray([false, nil]),
                .numericArray(["0.000001", nil]), .uuidArray([id, nil]), .timestampArray([-1, nil]),
                .jsonArray([#"{"q": "\"\\{,"}"#, nil]),
            ]
        ).rows
        let first = try #require(rows.first)
        #expect(try first.value("t") == "a,\"b\"\\")
        #expect(try first.value("i") == -5)
        #expect(try first.value("d") == 1.5)
        #expect(try first.value("b") == false)
        #expect(try first.value("m") == "0.000001")
        #expect(try first.value("u") == id)
        #expect(try first.value("ts") == PostgresTimestamp(microseconds: -1))
        #expect(try first.value("j") == #"{"q": "\"\\{,"}"#)
        #expect(rows.count == 2 && (0..<8).allSatisfy { rows[1][$0] == nil })
    }

    @Test func `what postgres cannot store is replaced`() async throws {
        let connection = try await TestServer.connection()
        let json = #"{"a": "x\u0000y", "b": "\ud83d\ude00", "c": "\ud83d", "d": "\udE00!", "e": "\\u0000"}"#
        let row = try #require(
            await connection.query(
                "SELECT $1 AS t, $2 AS a, $3->>'a' AS ja, $3->>'b' AS jb, $3->>'c' AS jc, $3->>'d' AS jd, $3->>'e' AS je",
                [.text("x\0y"), .textArray(["\0"]), .json(json)]
            ).first)
        #expect(row["t"] == "x\u{FFFD}y")
        #expect(try row.value("a") == ["\u{FFFD}"])
        #expect(row["ja"] == "x\u{FFFD}y")
        #expect(row["jb"] == "😀")
        #expect(row["jc"] == "\u{FFFD}")
        #expect(row["jd"] == "\u{FFFD}!")
        #expect(row["je"] == #"\u0000"#)
    }

    @Test func `refusals carry the server's code and names`() async throws {
        let connection = try await TestServer.connection()
        try await connection.script("CREATE TABLE t (id INT PRIMARY KEY, n INT CONSTRAINT n_small CHECK (n < 10))")
        _ = try await connection.query("INSERT INTO t VALUES (1, 1)")
        let double = await #expect(throws: PostgresError.self) {
            try await connection.query("INSERT INTO t VALUES (1, 1)")
        }
        #expect(double?.sqlState == "23505")
        #expect(double?.constraint == "t_pkey")
        #expect(double?.table == "t")
        let check = await #expect(throws: PostgresError.self) {
            try await connection.query("INSERT INTO t VALUES (2, 10)")
        }
        #expect(check?.constraint == "n_small")
        #expect(check?.isRefusal == true)
        let syntax = await #expect(throws: PostgresError.self) { try await connection.query("SELEC 1") }
        #expect(syntax?.sqlState == "42601")
        let copy = await #expect(throws: PostgresError.self) { try await connection.query("COPY t TO STDOUT") }
        #expect(copy?.code == .protocol)
    }

    @Test func `SQL is never cut at a NUL`() async throws {
        let connection = try await TestServer.connection()
        let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1\0; nonsense") }
        #expect(error?.code == .protocol)
        let batch = await #expect(throws: PostgresError.self) {
            try await connection.batch([PostgresStatement("SELECT 1"), PostgresStatement("SELECT 1\0")])
        }
        #expect(batch?.code == .protocol)
        #expect(try await connection.query("SELECT 1").first?[0] == "1")
    }

    @Test func `a batch takes place whole or not at all`() async throws {
        let connection = try await TestServer.connection()
        try await connection.script("CREATE TABLE t (id INT PRIMARY KEY)")
        func insert(_ id: Int64) -> PostgresStatement { PostgresStatement("INSERT INTO t VALUES ($1)", [.int(id)]) }
        let error = await #expect(throws: PostgresError.self) {
            try await connection.batch([insert(1), insert(2), insert(1), insert(3)])
        }
        #expect(error?.sqlState == "23505")
        #expect(error?.statement == 2)
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "0")
        let results = try await connection.batch((1...2_000).map(insert))
        #expect(results.count == 2_000 && results.allSatisfy { $0.affected == 1 })
        #expect(try await connection.query("SELECT count(*) FROM t").first?[0] == "2000")
    }

    @Test func `a transaction is committed or rolled back`() async throws {
        let connection = try await TestServer.connection()
        try await connection.script("CREATE TABLE t (id INT PRIMARY KEY)")
        try await connection.transaction { _ = try await $0.query("INSERT INTO t VALUES (1)") }
        await #expect(throws: CancellationError.self) {
            try await connection.transaction {
                _ = try await $0.query("INSERT INTO t VALUES (2)")
                throw CancellationError()
            }
        }
        let swallowed = await #expect(throws: PostgresError.self) {
            try await connection.transaction {
                _ = try await $0.query("INSERT INTO t VALUES (3)")
                _ = try? await $0.query("INSERT INTO t VALUES (3)")
            }
        }
        #expect(swallowed?.sqlState == "25P02")
        #expect(try await connection.query("SELECT array_agg(id)::text FROM t").first?[0] == "{1}")
    }

    @Test func `COPY takes the same text`() async throws {
        let connection = try await TestServer.connection()
        try await connection.script("CREATE TABLE t (id INT, body TEXT)")
        var rows = PostgresCopyRows()
        for (id, text) in Self.hostile.enumerated() { rows.append([.int(Int64(id)), .text(text)]) }
        rows.append([.int(99), .null])
        #expect(try await connection.copyIn("COPY t (id, body) FROM STDIN", rows) == Self.hostile.count + 1)
        let stored = try await connection.query("SELECT body FROM t ORDER BY id").rows.map { $0[0] }
        #expect(stored == Self.hostile + [nil])
        let error = await #expect(throws: PostgresError.self) { try await connection.copyIn("COPY x FROM STDIN", rows) }
        #expect(error?.sqlState == "42P01")
        let other = await #expect(throws: PostgresError.self) { try await connection.copyIn("SELECT 1", rows) }
        #expect(other?.code == .protocol)
        #expect(try await connection.query("SELECT 1").first?[0] == "1")
    }

    @Test func `a deadline cancels the statement at the server`() async throws {
        let conninfo = try await TestServer.database()
        let connection = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let start = ContinuousClock.now
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("SELECT pg_sleep(30)", timeout: .milliseconds(100))
        }
        #expect(error?.code == .timeout)
        #expect(start.duration(to: .now) < .seconds(5))
        let watcher = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let sleeping = """
            SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND query = 'SELECT pg_sleep(30)' AND state = 'active'
            """
        // The statement would take 30 s.
        while try await watcher.query(sleeping).count > 0, start.duration(to: .now) < .seconds(15) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await watcher.query(sleeping).count == 0)
        #expect(try await connection.query("SELECT 1").count == 1)
    }

    @Test func `conditions of the server are transient`() async throws {
        let conninfo = try await TestServer.database()
        let one = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let two = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        try await one.script("CREATE TABLE t (id INT PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 0), (2, 0)")
        for (connection, id) in [(one, 1), (two, 2)] {
            _ = try await connection.query("BEGIN ISOLATION LEVEL SERIALIZABLE")
            _ = try await connection.query("SELECT sum(n) FROM t")
            _ = try await connection.query("UPDATE t SET n = n + 1 WHERE id = $1", [.int(Int64(id))])
        }
        _ = try await one.query("COMMIT")
        let conflict = await #expect(throws: PostgresError.self) { try await two.query("COMMIT") }
        #expect(conflict?.sqlState == "40001")
        #expect(conflict?.isTransient == true)
        _ = try await one.query("BEGIN READ ONLY")
        let readOnly = await #expect(throws: PostgresError.self) { try await one.query("DELETE FROM t") }
        #expect(readOnly?.sqlState == "25006")
        #expect(readOnly?.isTransient == true)
    }

    @Test(.timeLimit(.minutes(10))) func `what is said on a channel is heard`() async throws {
        let conninfo = try await TestServer.database()
        let listener = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let speaker = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        let stream = try await listener.notifications(on: "Odd \"name\"")
        _ = try await speaker.query(
            "SELECT pg_notify($1, $2), pg_notify('other', '')", [.text("Odd \"name\""), .text("héllo")])
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == PostgresNotification(channel: "Odd \"name\"", payload: "héllo"))
        _ = try await speaker.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        #expect(await iterator.next() == nil)
        #expect(!listener.isOpen)
    }

    @Test func `refused connections carry the server's code`() async throws {
        let conninfo = try await TestServer.database()
        let missing = conninfo.text.replacing(/dbname=\w+/, with: "dbname=nowhere")
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.open(missing, logger: TestServer.logger)
        }
        #expect(error?.code == .connectFailed)
        #expect(error?.sqlState == "3D000")
        #expect(error?.isTransient == false)
        let nobody = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.open("host=127.0.0.1 port=1", logger: TestServer.logger)
        }
        #expect(nobody?.isTransient == true)
    }

    #if os(Linux)
        @Test(.timeLimit(.minutes(10))) func `a closed connection leaves nothing behind`() async throws {
            let conninfo = try await TestServer.database()
            func files() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
            func threads() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
            }
            let before = try (files(), threads())
            for _ in 0..<200 {
                let connection = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
                _ = try await connection.query("SELECT 1")
                await connection.close()
            }
            // Other tests open some of their own meanwhile; 200 left behind would show.
            while try files() > before.0 + 100 || threads() > before.1 + 100 {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    #endif
}
