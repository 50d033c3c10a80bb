import CoraPostgres
import CoraStore
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct MigratorTests {
    private let migrator = Migrator(logger: TestServer.logger)

    @Test func `an empty database gets everything once`() async throws {
        let connection = try await TestServer.connection()
        #expect(try await migrator.status(on: connection).allSatisfy { $0.appliedAt == nil })
        #expect(try await migrator.up(on: connection) == Migration.all)
        #expect(try await migrator.status(on: connection).allSatisfy { $0.appliedAt != nil })
        #expect(try await migrator.up(on: connection) == [])
    }

    @Test func `versions go up from one`() {
        let versions = Migration.all.map(\.version)
        #expect(versions.first == 1 && versions == Set(versions).sorted())
    }

    @Test func `many processes may start at once`() async throws {
        let conninfo = try await TestServer.database()
        let migrator = migrator
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let connection = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
                    return try await migrator.up(on: connection).count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.sorted() == [0, 0, 0, 0, 0, Migration.all.count])
    }

    @Test func `tables made by hand are taken over`() async throws {
        let connection = try await TestServer.connection()
        try await connection.script(Migration.all[0].sql.replacing(" IF NOT EXISTS", with: ""))
        _ = try await connection.query(
            "INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number) VALUES ('t', 'CA1', NOW(), '+1', '+2')"
        )
        _ = try await migrator.up(on: connection)
        #expect(try await connection.query("SELECT streams FROM calls").first?["streams"] == "1")
    }

    @Test func `greetings that were recorded for tenants are kept, once for tenants with the same words`() async throws
    {
        let connection = try await TestServer.connection()
        let before = Array(Migration.all.prefix { $0.name != "recordings" })
        _ = try await Migrator(before, logger: TestServer.logger).up(on: connection)
        try await connection.script(
            """
            INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('ray', 'Ray', 'Hi'), ('sarah', 'Sarah', 'Hi');
            INSERT INTO tenant_greetings (tenant_id, text, voice, model, audio, created_at) VALUES
              ('ray', 'Hi', 'verse', 'm', '\\x01', '2026-01-01'), ('sarah', 'Hi', 'verse', 'm', '\\x02', '2026-01-02'),
              ('sarah', 'Hi', 'alloy', 'm', '\\x03', '2026-01-03')
            """)
        _ = try await migrator.up(on: connection)
        let kept = try await connection.query(
            "SELECT concat_ws(' ', text, voice, model, format, encode(audio, 'hex')) AS row FROM recordings ORDER BY voice"
        )
        #expect(kept.rows.map { $0["row"] } == ["Hi alloy m pcmu 03", "Hi verse m pcmu 02"])
    }

    @Test func `calls of browsers from before there were channels are on theirs`() async throws {
        let connection = try await TestServer.connection()
        let before = Array(Migration.all.prefix { $0.name != "channel" })
        _ = try await Migrator(before, logger: TestServer.logger).up(on: connection)
        try await connection.script(
            """
            INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number) VALUES
              ('ray', 'CA1', NOW(), '+1', '+2'), ('ray', 'WS1', NOW(), 'web', '+2'), ('ray', 'CA2', NOW(), 'website', '+2')
            """)
        _ = try await migrator.up(on: connection)
        let kept = try await connection.query("SELECT channel FROM calls ORDER BY twilio_sid")
        #expect(kept.rows.map { $0["channel"] } == ["telephone", "telephone", "web"])
        let shown = try await connection.query("SELECT call_sid FROM analytics.web_sessions")
        #expect(shown.rows.map { $0["call_sid"] } == ["WS1"])
    }

    @Test func `an edited migration is named`() async throws {
        let connection = try await TestServer.connection()
        let first = Migration(version: 1, name: "first", sql: "CREATE TABLE a ()")
        _ = try await Migrator([first], logger: TestServer.logger).up(on: connection)
        let edited = Migration(version: 1, name: "first", sql: "CREATE TABLE b ()")
        await #expect(throws: MigrationError.checksumDiffers(version: 1, name: "first")) {
            try await Migrator([edited], logger: TestServer.logger).up(on: connection)
        }
        await #expect(throws: MigrationError.databaseIsNewer(version: 1, known: 0)) {
            try await Migrator([], logger: TestServer.logger).up(on: connection)
        }
    }

    @Test func `a failing migration changes nothing`() async throws {
        let connection = try await TestServer.connection()
        let good = Migration(version: 1, name: "good", sql: "CREATE TABLE a ()")
        let bad = Migration(version: 2, name: "bad", sql: "CREATE TABLE b (); SELECT 1/0")
        let error = await #expect(throws: MigrationError.self) {
            try await Migrator([good, bad], logger: TestServer.logger).up(on: connection)
        }
        guard case .failed(2, "bad", let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.sqlState == "22012")
        #expect(try await connection.query("SELECT to_regclass('a') IS NULL").first?[0] == "t")
        #expect(await !connection.isInTransaction)
    }
}
