import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraSettings
import Foundation
import Logging
import StoreTesting

/// A database of a test's own, and the server's folders beside it: what lasts from one start of a server to the next.
struct StoredLine: Sendable {
    let conninfo: PostgresConninfo
    let folder: String
    let pool: PostgresPool

    private init(_ conninfo: PostgresConninfo, folder: String) {
        self.conninfo = conninfo
        self.folder = folder
        pool = PostgresPool(conninfo, logger: Self.logger)
    }

    private static let logger = Logger(label: "test")

    /// The database has the schema. Everything is gone afterwards.
    static func with(_ body: (StoredLine) async throws -> Void) async throws {
        try await within { folder in
            let conninfo = try await TestServer.migratedDatabase()
            let result = await outcome(StoredLine(conninfo, folder: folder), body)
            try await TestServer.drop(conninfo)
            try result.get()
        }
    }

    /// The database is empty, on a PostgreSQL of the test's own, which it may stop.
    static func withOwn(_ body: (StoredLine, EmbeddedPostgres) async throws -> Void) async throws {
        try await within { folder in
            let postgres = try await EmbeddedPostgres.start(
                .init(folder: folder + "/postgres", isDurable: false), logger: logger)
            let result = await outcome(StoredLine(postgres.conninfo, folder: folder)) { try await body($0, postgres) }
            await postgres.stop()
            try result.get()
        }
    }

    private static func within(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await body(folder)
    }

    private static func outcome(
        _ stored: StoredLine, _ body: (StoredLine) async throws -> Void
    ) async -> Result<Void, any Error> {
        let result: Result<Void, any Error>
        do { result = .success(try await body(stored)) } catch { result = .failure(error) }
        await stored.pool.close()
        return result
    }

    /// Options of a line whose server keeps its calls here.
    func options(tenants: String = TestLine.tenants()) -> TestLine.Options {
        var options = TestLine.Options(settings: settings)
        options.tenants = tenants
        return options
    }

    /// Has a server keep its calls here.
    @Sendable func settings(_ settings: inout Settings) {
        settings.store.databaseURL = Secret(conninfo.text)
        settings.store.outboxFolder = folder + "/outbox"
    }

    /// The one value a query gives, as text.
    func one(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> String? {
        try await pool.query(sql, parameters).first?[0]
    }

    /// The first column.
    func column(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> [String] {
        try await pool.query(sql, parameters).rows.compactMap { $0[0] }
    }
}
