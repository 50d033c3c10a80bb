import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraSettings
import Foundation
import Logging

/// A database of a test's own, and the server's folders beside it: what lasts from one start of a server to the next.
struct StoredLine: Sendable {
    let database: EmbeddedPostgres
    let folder: String
    let pool: PostgresPool

    /// Everything is gone afterwards.
    static func with(_ body: (StoredLine) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = Logger(label: "test")
        let database = try await EmbeddedPostgres.start(
            .init(folder: folder + "/postgres", isDurable: false), logger: logger)
        let pool = PostgresPool(database.conninfo, logger: logger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(StoredLine(database: database, folder: folder, pool: pool)))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await database.stop()
        try result.get()
    }

    /// Options of a line whose server keeps its calls here.
    func options(tenants: String = TestLine.tenants()) -> TestLine.Options {
        var options = TestLine.Options(settings: settings)
        options.tenants = tenants
        return options
    }

    /// Has a server keep its calls here.
    @Sendable func settings(_ settings: inout Settings) {
        settings.store.databaseURL = Secret(database.conninfo.text)
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
