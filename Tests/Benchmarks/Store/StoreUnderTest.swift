import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging

/// A PostgreSQL of the benchmark's own that keeps what it committed (fsync on), with the product's schema, gone
/// afterwards.
struct StoreUnderTest: Sendable {
    static let logger = Logger(label: "cora-bench") { _ in SwiftLogNoOpLogHandler() }

    let folder: String
    let pool: PostgresPool

    /// Makes it, lends it to `body`, and removes it.
    /// - Throws: `EmbeddedPostgresError`, and what `body` throws.
    static func with<Output>(_ body: (StoreUnderTest) async throws -> Output) async throws -> Output {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let postgres = try await EmbeddedPostgres.start(.init(folder: folder + "/postgres"), logger: logger)
        let pool = PostgresPool(postgres.conninfo, logger: logger)
        let result: Result<Output, any Error>
        do {
            _ = try await pool.withConnection { try await Migrator(logger: logger).up(on: $0) }
            result = .success(try await body(StoreUnderTest(folder: folder, pool: pool)))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await postgres.stop()
        return try result.get()
    }

    /// Opens an outbox and runs a writer for as long as `body` takes, and then until everything is in PostgreSQL.
    /// - Throws: `OutboxError`, and what `body` throws.
    func writing<Output>(_ body: (Outbox) async throws -> Output) async throws -> Output {
        let outbox = try Outbox(folder: "\(folder)/outbox-\(UUID())")
        let writer = TranscriptWriter(outbox: outbox, pool: pool, logger: Self.logger)
        async let run: Void = writer.run()
        let result: Result<Output, any Error>
        do { result = .success(try await body(outbox)) } catch { result = .failure(error) }
        await writer.stop(within: .seconds(60))
        await run
        await outbox.close()
        return try result.get()
    }

    /// An empty table of turns, and nothing left for the server to write.
    func reset() async throws {
        _ = try await pool.query("TRUNCATE call_turns")
        _ = try await pool.query("CHECKPOINT", timeout: .seconds(60))
    }

    /// How many turns there are.
    func turns() async throws -> Int {
        try await pool.query("SELECT count(*) FROM call_turns").first?.value("count") ?? 0
    }
}
