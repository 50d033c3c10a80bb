import CoraBusiness
import CoraCall
import CoraPostgres
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PostgresGreetingsTests {
    private static let quick = TenantFreshness(listens: false, pollInterval: .milliseconds(50))

    private static func key(_ text: String) -> GreetingKey {
        GreetingKey(tenant: "ray", text: text, voice: "verse", model: "m")
    }

    private static func with(_ body: (TenantDatabase) async throws -> Void) async throws {
        try await TenantDatabase.with { database in
            _ = try await database.store.import(TenantDatabase.two, defaultID: nil)
            try await body(database)
        }
    }

    private static func greetings(_ database: TenantDatabase) -> PostgresGreetings {
        PostgresGreetings(pool: database.pool, freshness: quick, logger: TestServer.logger)
    }

    @Test func `what one instance records, the next one has after a start`() async throws {
        try await Self.with { database in
            let audio = GreetingRecording(audio: (0..<40_000).map { UInt8(truncatingIfNeeded: $0) })
            let first = Self.greetings(database)
            first.keep(audio, for: Self.key("Hello"))
            #expect(first.recording(for: Self.key("Hello")) == audio)
            #expect(first.unsavedCount == 1)
            try await first.flush()
            #expect(first.unsavedCount == 0)
            let second = Self.greetings(database)
            #expect(second.recording(for: Self.key("Hello")) == nil)
            try await second.load()
            #expect(second.recording(for: Self.key("Hello")) == audio)
        }
    }

    @Test func `what one instance records, another that runs has soon; what is deleted is forgotten`() async throws {
        try await Self.with { database in
            let (here, there) = (Self.greetings(database), Self.greetings(database))
            let runs = [here, there].map { greetings in Task { await greetings.run() } }
            here.keep(GreetingRecording(audio: [1, 2, 3]), for: Self.key("Hello"))
            while there.recording(for: Self.key("Hello")) == nil { try await Task.sleep(for: .milliseconds(10)) }
            try await database.sql("DELETE FROM tenant_greetings")
            while there.recording(for: Self.key("Hello")) != nil { try await Task.sleep(for: .milliseconds(10)) }
            for run in runs {
                run.cancel()
                await run.value
            }
        }
    }

    @Test func `a greeting of a tenant that is not in the database stays in memory, and blocks no other`() async throws
    {
        try await Self.with { database in
            let greetings = Self.greetings(database)
            let stranger = GreetingKey(tenant: "nobody", text: "x", voice: "v", model: "m")
            greetings.keep(GreetingRecording(audio: [9]), for: stranger)
            greetings.keep(GreetingRecording(audio: [1]), for: Self.key("Hello"))
            try await greetings.flush()
            try await greetings.load()
            #expect(greetings.recording(for: stranger)?.audio == [9])
            #expect(greetings.unsavedCount == 0)
            let rows = try await database.pool.query("SELECT text FROM tenant_greetings")
            #expect(rows.rows.map { $0["text"] } == ["Hello"])
        }
    }
}
