import CoraBusiness
import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import Logging
import StoreTesting
import Synchronization

/// A database of one test's own, with the schema and no tenants.
struct TenantDatabase: Sendable {
    static let defaults = SampleTenants.defaults

    let pool: PostgresPool

    static func with(_ body: (TenantDatabase) async throws -> Void) async throws {
        let database = TenantDatabase(
            pool: PostgresPool(try await TestServer.migratedDatabase(), logger: TestServer.logger))
        do {
            try await body(database)
        } catch {
            await database.pool.close()
            throw error
        }
        await database.pool.close()
    }

    /// Brings a database up to date.
    static func on(_ conninfo: PostgresConninfo) async throws -> TenantDatabase {
        let pool = PostgresPool(conninfo, logger: TestServer.logger)
        try await pool.withConnection { connection in
            _ = try await Migrator(logger: TestServer.logger).up(on: connection)
        }
        return TenantDatabase(pool: pool)
    }

    var store: TenantStore { TenantStore(pool: pool, defaults: Self.defaults) }

    func directory(
        _ freshness: TenantFreshness = TenantFreshness(), logger: Logger = TestServer.logger
    ) -> PostgresTenantDirectory {
        PostgresTenantDirectory(pool: pool, defaults: Self.defaults, freshness: freshness, logger: logger)
    }

    func sql(_ statement: String, _ parameters: [PostgresValue] = []) async throws {
        _ = try await pool.query(statement, parameters)
    }

    /// Two tenants, the second of which answers unknown numbers.
    static let two = SampleTenants.two
}

extension PostgresTenantDirectory {
    /// Goes on until a change brings what is wanted.
    func next(_ isWanted: ([Tenant]) -> Bool) async {
        for await tenants in changes where isWanted(tenants) { return }
    }

    /// Keeps it fresh while `body` runs.
    func running<Value>(_ body: () async throws -> Value) async throws -> Value {
        let run = Task { await self.run() }
        do {
            let value = try await body()
            run.cancel()
            await run.value
            return value
        } catch {
            run.cancel()
            await run.value
            throw error
        }
    }
}

/// What was logged, line by line.
final class LogLines: Sendable {
    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
            let line = "\(event.level) \(event.message) \(details)"
            lines.all.withLock { $0.append(line) }
            lines.continuation.yield(line)
        }
    }

    private let all = Mutex<[String]>([])
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    func containing(_ text: String) -> [String] {
        all.withLock { $0.filter { $0.contains(text) } }
    }

    /// Goes on until a line with that text is logged.
    func next(containing text: String) async {
        for await line in stream where line.contains(text) { return }
    }
}
