import CoraBusiness
import CoraCall
import CoraPostgres
import CoraTenant
import StoreTesting
import Testing

/// Changes by SQL, as another instance or a person makes them.
@Suite(.timeLimit(.minutes(2)))
struct PostgresTenantDirectoryTests {
    /// How a change is learnt of: each alone has to do.
    static let ways = [
        TenantFreshness(listens: true, pollInterval: .seconds(3600)),
        TenantFreshness(listens: false, pollInterval: .milliseconds(100)),
    ]

    private static func seeded(_ body: (TenantDatabase) async throws -> Void) async throws {
        try await TenantDatabase.with { database in
            _ = try await database.store.import(TenantDatabase.two, defaultID: "sarah")
            try await body(database)
        }
    }

    @Test func `no tenant is known before the first reading; then all are, and the default has the other numbers`()
        async throws
    {
        try await Self.seeded { database in
            let directory = database.directory()
            #expect(!directory.isLoaded)
            #expect(directory.tenant(forDialled: "+14155550100") == nil)
            try await directory.load()
            #expect(directory.isLoaded)
            #expect(directory.tenant(forDialled: "+14155550110")?.id == "ray")
            #expect(directory.tenant(forDialled: "+15005550006")?.id == "sarah")
            // What a row does not say is as the instance has it, with the tenant's names in it.
            #expect(directory.tenant(forDialled: "+14155550100")?.instructions == "You are CORA.")
        }
    }

    @Test(arguments: ways)
    func `a change is learnt of, by notification as by polling`(_ freshness: TenantFreshness) async throws {
        try await Self.seeded { database in
            let directory = database.directory(freshness)
            try await directory.running {
                await directory.next { $0.count == 2 }
                try await database.sql("UPDATE tenants SET voice = 'sage' WHERE id = 'ray'")
                await directory.next { $0.contains { $0.id == "ray" && $0.voice == "sage" } }
                #expect(directory.tenant(forDialled: "+14155550100")?.voice == "sage")
                try await database.sql("UPDATE tenant_numbers SET tenant_id = 'ray' WHERE number = '+14155550101'")
                await directory.next { $0.contains { $0.id == "ray" && $0.numbers.count == 3 } }
                #expect(directory.tenant(forDialled: "+14155550101")?.id == "ray")
                try await database.sql("UPDATE tenants SET enabled = false WHERE id = 'ray'")
                await directory.next { $0.map(\.id) == ["sarah"] }
                #expect(directory.tenant(forDialled: "+14155550100")?.id == "sarah")
            }
        }
    }

    @Test func `behind a pooler LISTEN is not used: changes are looked for, and the log says so`() async throws {
        let server = try await TestServer.database()
        _ = try await TenantDatabase.on(server).pool.close()
        try await PgBouncer.with(before: server, servers: 2) { bouncer in
            let database = try await TenantDatabase.on(try bouncer.conninfo(of: server))
            _ = try await database.store.import(TenantDatabase.two, defaultID: "sarah")
            let lines = LogLines()
            let directory = database.directory(
                TenantFreshness(listens: true, pollInterval: .milliseconds(100)), logger: lines.logger)
            try await directory.running {
                await directory.next { $0.count == 2 }
                await lines.next(containing: "there is a pooler before the database")
                try await database.sql("UPDATE tenants SET voice = 'sage' WHERE id = 'ray'")
                await directory.next { $0.contains { $0.id == "ray" && $0.voice == "sage" } }
            }
            #expect(try await database.pool.query("SELECT pg_listening_channels()").count == 0)
            await database.pool.close()
        }
    }

    @Test func `a row that cannot be used leaves the tenant as it was, says why, and harms no other`() async throws {
        try await Self.seeded { database in
            let lines = LogLines()
            let directory = database.directory(logger: lines.logger)
            try await directory.running {
                await directory.next { $0.count == 2 }
                try await database.sql("UPDATE tenants SET greeting_template = 'Hi ${nobody}' WHERE id = 'ray'")
                await lines.next(containing: "cannot be used")
                try await database.sql("UPDATE tenants SET voice = 'coral' WHERE id = 'sarah'")
                await directory.next { $0.contains { $0.voice == "coral" } }
                let ray = directory.tenant(forDialled: "+14155550100")
                #expect(ray?.id == "ray" && ray?.greetingTemplate.contains("nobody") == false)
                #expect(lines.containing("greetingTemplate").count == 1)
            }
        }
    }

    @Test func `connections that are lost are made again; what changed meanwhile is seen`() async throws {
        try await Self.seeded { database in
            let directory = database.directory(Self.ways[0])
            try await directory.running {
                await directory.next { $0.count == 2 }
                _ = try? await database.pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """)
                try await database.sql("UPDATE tenants SET voice = 'echo' WHERE id = 'ray'")
                await directory.next { $0.contains { $0.voice == "echo" } }
            }
        }
    }

    @Test func `a thousand tenants, one change: one row is read again`() async throws {
        try await TenantDatabase.with { database in
            let tenants = (1...1000).map {
                Tenant(id: "t\($0)", numbers: ["+1415600\(1000 + $0)"], agentName: "Agent \($0)")
            }
            _ = try await database.store.import(tenants, defaultID: nil)
            let directory = database.directory()
            try await directory.load()
            #expect(directory.tenants.count == 1000)
            try await database.sql("UPDATE tenants SET voice = 'ash' WHERE id = 't500'")
            try await directory.load()
            #expect(directory.tenant(forDialled: "+14156001500")?.voice == "ash")
            #expect(directory.tenant(forDialled: "+15005550006") == nil)
        }
    }
}
