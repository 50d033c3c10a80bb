import CoraPostgres
import CoraStore
import Foundation
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct SchemaTests {
    private static let tenant = """
        INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('ray', 'Ray', 'Hi');
        INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('sarah', 'Sarah', 'Hello');
        INSERT INTO properties (tenant_id, id, address, city, price, beds, baths, features, description)
        VALUES ('ray', 'P1', '123 Maple Street', 'San José', 450000, 3, 2.5, '{garage,pool}', 'Sunny family home'),
               ('sarah', 'P1', '9 Oak Lane', 'Austin', 300000, 2, 1, '{}', '')
        """

    private func showing(_ connection: PostgresConnection, tenant: String = "ray", at minute: Int) async throws {
        _ = try await connection.query(
            """
            INSERT INTO showings (tenant_id, property_id, starts_at, ends_at, contact_name, contact_phone)
            VALUES ($1, 'P1', $2, $3, 'Ann', '+15550001')
            """,
            [
                .text(tenant), .timestamp(Int64(minute) * 60_000_000),
                .timestamp(Int64(minute + 30) * 60_000_000),
            ])
    }

    @Test func `a showing cannot be booked twice`() async throws {
        let connection = try await TestServer.migrated()
        try await connection.script(Self.tenant)
        try await showing(connection, at: 0)
        let error = await #expect(throws: PostgresError.self) { try await showing(connection, at: 29) }
        #expect(error?.sqlState == "23P01")
        #expect(error?.constraint == "showings_no_double_booking")
        try await showing(connection, at: 30)
        try await showing(connection, tenant: "sarah", at: 0)
        _ = try await connection.query("UPDATE showings SET status = 'cancelled' WHERE tenant_id = 'ray'")
        try await showing(connection, at: 10)
    }

    @Test func `of many bookings at once one succeeds`() async throws {
        let conninfo = try await TestServer.database()
        let first = try await PostgresConnection.open(conninfo.text, logger: TestServer.logger)
        _ = try await Migrator(logger: TestServer.logger).up(on: first)
        try await first.script(Self.tenant)
        let pool = PostgresPool(conninfo, configuration: .init(size: 8), logger: TestServer.logger)
        let booked = await withTaskGroup(of: Bool.self) { group in
            for attempt in 0..<24 {
                group.addTask {
                    do {
                        try await pool.withConnection { try await showing($0, at: attempt) }
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(booked == 1)
        await pool.close()
    }

    @Test func `properties are found by their words`() async throws {
        let connection = try await TestServer.migrated()
        try await connection.script(Self.tenant)
        let search =
            "SELECT id FROM properties WHERE tenant_id = 'ray' AND words @@ websearch_to_tsquery('simple', cora_plain($1))"
        #expect(try await connection.query(search, [.text("maple SAN JOSE")]).count == 1)
        #expect(try await connection.query(search, [.text("oak")]).count == 0)
        let fuzzy = "SELECT id FROM properties WHERE tenant_id = 'ray' AND word_similarity($1, lower(address)) > 0.4"
        #expect(try await connection.query(fuzzy, [.text("mapel street")]).count == 1)
        _ = try await connection.query("UPDATE properties SET address = '7 Birch Road' WHERE tenant_id = 'ray'")
        #expect(try await connection.query(search, [.text("birch")]).count == 1)
    }

    @Test(arguments: [
        (
            "INSERT INTO call_turns (call_id, ts, role, text, event_type) VALUES (gen_random_uuid(), NOW(), 'user', '', '')",
            "23503"
        ),
        ("INSERT INTO tenant_numbers VALUES ('+15550100', 'ray'), ('+15550100', 'sarah')", "23505"),
        ("INSERT INTO tenant_numbers VALUES ('5550100', 'ray')", "23514"),
        ("UPDATE tenants SET audio_format = 'mp3'", "23514"),
        (
            """
            INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number, channel)
            VALUES ('ray', 'CA1', NOW(), '+1', '+2', 'pigeon')
            """, "23514"
        ),
        ("UPDATE tenants SET is_default = true", "23505"),
        (
            "INSERT INTO leads (tenant_id, caller_number, intent) VALUES ('ray', '+1', 'buy'), ('ray', '+1', 'sell')",
            "23505"
        ),
        ("INSERT INTO callbacks (tenant_id, phone, reason) VALUES ('ray', '+1', 'gossip')", "23514"),
        ("INSERT INTO transfers (tenant_id, queue, urgency) VALUES ('nobody', 'primary_agent', 'normal')", "23503"),
    ])
    func `what makes no sense is refused`(sql: String, state: String) async throws {
        let connection = try await TestServer.migrated()
        try await connection.script(Self.tenant)
        let error = await #expect(throws: PostgresError.self) { try await connection.query(sql) }
        #expect(error?.sqlState == state)
    }

    @Test func `a tenant's change is announced and counted`() async throws {
        let connection = try await TestServer.migrated()
        let revision = "SELECT revision FROM tenant_revision"
        let before: Int = try await connection.query(revision).first?.value("revision") ?? 0
        var changes = try await connection.notifications(on: "cora_tenants").makeAsyncIterator()
        try await connection.script(Self.tenant)
        #expect(await changes.next()?.payload == "tenants")
        _ = try await connection.query("INSERT INTO tenant_numbers VALUES ('+15550100', 'ray')")
        #expect(await changes.next()?.payload == "tenant_numbers")
        #expect(try await connection.query(revision).first?.value("revision") == before + 3)
    }

    @Test func `a tenant goes with everything but its calls`() async throws {
        let connection = try await TestServer.migrated()
        try await connection.script(Self.tenant)
        try await showing(connection, at: 0)
        _ = try await connection.query(
            "INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number) VALUES ('ray', 'CA1', NOW(), '+1', '+2')"
        )
        _ = try await connection.query("DELETE FROM tenants WHERE id = 'ray'")
        #expect(try await connection.query("SELECT 1 FROM showings").count == 0)
        #expect(try await connection.query("SELECT 1 FROM calls").count == 1)
    }

    @Test func `strangers on the web are shut out`() async throws {
        let connection = try await TestServer.connection()
        let role = "DO $$ BEGIN CREATE ROLE anon; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        try await connection.script(role + "; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO anon")
        _ = try await Migrator(logger: TestServer.logger).up(on: connection)
        let rights = try await connection.query(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace IN ('public'::regnamespace, 'analytics'::regnamespace) AND relkind IN ('r', 'p', 'v')
              AND has_table_privilege('anon', oid, 'SELECT')
            """)
        #expect(rights.rows.map { $0[0] } == [])
    }
}
