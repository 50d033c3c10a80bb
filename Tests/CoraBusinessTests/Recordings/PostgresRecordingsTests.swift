import CoraBusiness
import CoraCall
import CoraPostgres
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PostgresRecordingsTests {
    private static let quick = TenantFreshness(listens: false, pollInterval: .milliseconds(50))

    private static func key(_ text: String) -> RecordingKey {
        RecordingKey(text: text, voice: "verse", model: "m")
    }

    private static func with(_ body: (TenantDatabase) async throws -> Void) async throws {
        try await TenantDatabase.with { database in
            _ = try await database.store.import(TenantDatabase.two, defaultID: nil)
            try await body(database)
        }
    }

    private static func recordings(_ database: TenantDatabase) -> PostgresRecordings {
        PostgresRecordings(pool: database.pool, freshness: quick, logger: TestServer.logger)
    }

    @Test func `what one instance records, the next one has after a start`() async throws {
        try await Self.with { database in
            let audio = Recording(audio: (0..<40_000).map { UInt8(truncatingIfNeeded: $0) })
            let first = Self.recordings(database)
            first.keep(audio, for: Self.key("Hello"))
            #expect(first.recording(for: Self.key("Hello")) == audio)
            #expect(first.unsavedCount == 1)
            try await first.flush()
            #expect(first.unsavedCount == 0)
            let second = Self.recordings(database)
            #expect(second.recording(for: Self.key("Hello")) == nil)
            try await second.load()
            #expect(second.recording(for: Self.key("Hello")) == audio)
        }
    }

    @Test func `what one instance records, another that runs has soon; what is deleted is forgotten`() async throws {
        try await Self.with { database in
            let (here, there) = (Self.recordings(database), Self.recordings(database))
            let runs = [here, there].map { store in Task { await store.run() } }
            here.keep(Recording(audio: [1, 2, 3]), for: Self.key("Hello"))
            while there.recording(for: Self.key("Hello")) == nil { try await Task.sleep(for: .milliseconds(10)) }
            try await database.sql("DELETE FROM recordings")
            while there.recording(for: Self.key("Hello")) != nil { try await Task.sleep(for: .milliseconds(10)) }
            for run in runs {
                run.cancel()
                await run.value
            }
        }
    }

    @Test func `a recording that the database refuses stays in memory, and blocks no other`() async throws {
        try await Self.with { database in
            let recordings = Self.recordings(database)
            // PostgreSQL has an index of keys, and no room there for so long a text.
            let refused = Self.key((0..<20_000).map(String.init).joined(separator: " "))
            recordings.keep(Recording(audio: [9]), for: refused)
            recordings.keep(Recording(audio: [1]), for: Self.key("Hello"))
            try await recordings.flush()
            try await recordings.load()
            #expect(recordings.recording(for: refused)?.audio == [9])
            #expect(recordings.unsavedCount == 0)
            let rows = try await database.pool.query("SELECT text FROM recordings")
            #expect(rows.rows.map { $0["text"] } == ["Hello"])
        }
    }

    @Test func `what no instance has needed for a month is deleted; what this one's settings name never is`()
        async throws
    {
        try await Self.with { database in
            let recordings = Self.recordings(database)
            for text in ["Hello", "Old", "New"] { recordings.keep(Recording(audio: [1]), for: Self.key(text)) }
            try await recordings.flush()
            try await database.sql(
                "UPDATE recordings SET needed_at = now() - interval '31 days' WHERE text IN ('Hello', 'Old')")
            try await recordings.tend()
            #expect(try await Self.texts(database) == ["Hello", "New", "Old"])
            recordings.need([Self.key("Hello")])
            try await recordings.tend()
            #expect(try await Self.texts(database) == ["Hello", "New"])
        }
    }

    @Test func `one row serves all tenants with the same words, voice and model`() async throws {
        try await Self.with { database in
            let (here, there) = (Self.recordings(database), Self.recordings(database))
            for store in [here, there] {
                store.keep(Recording(audio: [1, 2]), for: Self.key("Hello"))
                try await store.flush()
            }
            here.keep(Recording(audio: [3]), for: RecordingKey(text: "Hello", voice: "marin", model: "m"))
            try await here.flush()
            #expect(try await Self.texts(database) == ["Hello", "Hello"])
        }
    }

    private static func texts(_ database: TenantDatabase) async throws -> [String?] {
        try await database.pool.query("SELECT text FROM recordings ORDER BY text").rows.map { $0["text"] }
    }
}
