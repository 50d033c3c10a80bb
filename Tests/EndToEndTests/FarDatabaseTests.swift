import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStore
import CoraTenant
import CoraWire
import StoreTesting
import Testing

/// Whole calls of a server whose database is 160 ms away, or behind a pooler.
struct FarDatabaseTests {
    private static let lead = """
        INSERT INTO leads (tenant_id, caller_number, name, intent, financing_status)
        VALUES ('shop', '+14155550199', 'Dana Field', 'buy', 'unknown')
        """

    /// One call; the instructions that its model was given.
    private static func call(_ line: TestLine) async throws -> String {
        let place = line.ear.ledger.count
        let (socket, session) = try await line.openLive()
        let update = try await line.ear.received("session.update", in: session, after: place)
        try await line.isHeard(on: socket, turns: 1)
        try await socket.hangUp()
        _ = try await line.ending(of: socket.callSID)
        return update["session"]?["instructions"]?.string ?? ""
    }

    /// A database whose schema is there already, for hundreds of statements take their time from afar.
    private static func with(_ body: (StoredLine) async throws -> Void) async throws {
        try await StoredLine.with { stored in
            _ = try await stored.pool.withConnection { try await Migrator(logger: TestServer.logger).up(on: $0) }
            try await body(stored)
        }
    }

    /// Has the business know the caller, once its tenant is in the database.
    private static func know(_ stored: StoredLine) async throws {
        try await eventually("the tenant") { (try? await stored.one("SELECT count(*) FROM tenants")) == "1" }
        _ = try await stored.pool.query(lead)
    }

    private static func isStored(_ calls: Int, _ stored: StoredLine) async throws {
        try await eventually("\(calls) calls in the database") {
            (try? await stored.one("SELECT count(*) FROM calls WHERE ended_at IS NOT NULL")) == "\(calls)"
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `160 ms away every caller is known, every call is taken down, and no connection is opened or lost for it`()
        async throws
    {
        try await Self.with { stored in
            try await DelayingProxy.with(before: stored.conninfo) { proxy in
                let far = try proxy.conninfo.text
                var options = stored.options()
                options.settings = { settings in
                    stored.settings(&settings)
                    settings.store.databaseURL = Secret(far)
                }
                try await TestLine.run(options) { line in
                    // A first call, until everything that is opened once is open.
                    _ = try await Self.call(line)
                    try await Self.isStored(1, stored)
                    try await Self.know(stored)
                    let store = Settings().store
                    let pools = store.toolConnections + store.recordConnections + store.otherConnections
                    try await eventually("all connections") {
                        proxy.figures.opened == pools + DatabasePools.ofWatches
                    }
                    for number in 2...4 {
                        let instructions = try await Self.call(line)
                        #expect(instructions.contains("name: Dana Field"), "\(number): \(instructions)")
                        try await Self.isStored(number, stored)
                    }
                    #expect(proxy.figures.opened == pools + DatabasePools.ofWatches)
                    #expect(proxy.figures.closed == 0)
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `behind PgBouncer calls are taken down, callers known, and no LISTEN stays on a session of the pooler's`()
        async throws
    {
        try await Self.with { stored in
            try await PgBouncer.with(before: stored.conninfo, servers: 3) { bouncer in
                let pooled = try bouncer.conninfo(of: stored.conninfo).text
                var options = stored.options()
                options.settings = { settings in
                    stored.settings(&settings)
                    settings.store.databaseURL = Secret(pooled)
                }
                try await TestLine.run(options) { line in
                    _ = try await Self.call(line)
                    try await Self.isStored(1, stored)
                    try await Self.know(stored)
                    #expect(try await Self.call(line).contains("name: Dana Field"))
                    try await Self.isStored(2, stored)
                    // A tenant's change is seen all the same.
                    _ = try await stored.pool.query("UPDATE tenants SET instructions = 'Say more.' WHERE id = 'shop'")
                    try await eventually("the change") {
                        line.application.tenant(forDialled: TestLine.number)?.instructions.hasPrefix("Say more.")
                            == true
                    }
                    let listening = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                    #expect(try await stored.one(listening) == "0")
                }
            }
        }
    }
}
