import BenchProbes
import CoraBusiness
import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging

/// What `cora properties import` takes for a file of many listings, from its bytes to the commit. The database keeps what
/// it commits, and has another tenant's listings in it.
struct ImportBenchmark {
    let listings: Int
    let thresholds: Thresholds

    private static let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    /// An import that did something else than it should have.
    private struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    func run() async throws -> Section {
        let text = ListingText.bytes(0..<listings)
        let raised = ListingText.bytes(0..<listings, raise: 1000)
        var section = Section(
            title: "import of \(listings) listings, \(text.count >> 20) MB of CSV",
            note: "seconds from the file's bytes to the commit; one after another, on a PostgreSQL with fsync",
            columns: ["seconds", "listings/s"])
        try await withDatabase { pool in
            let first = try await time(text, pool, .init(added: listings))
            let again = try await time(text, pool, .init(unchanged: listings))
            let changed = try await time(raised, pool, .init(changed: listings))
            let gone = listings / 100
            let complete = try await time(
                ListingText.bytes(gone..<listings, raise: 1000), pool,
                .init(unchanged: listings - gone, withdrawn: gone), isComplete: true)
            for (title, seconds) in [
                ("first import", first), ("the same again", again), ("every price changed", changed),
                ("--complete, one in a hundred gone", complete),
            ] {
                section.rows.append(
                    .init(
                        title: title,
                        cells: [Text.number(seconds, places: 1), Text.number(Double(listings) / seconds, places: 0)]))
            }
            section.measures = [
                thresholds.measure("listings.first", "first import", first, "s", places: 1),
                thresholds.measure("listings.again", "the same again", again, "s", places: 1),
                thresholds.measure("listings.changed", "every price changed", changed, "s", places: 1),
            ]
        }
        return section
    }

    private func time(
        _ text: [UInt8], _ pool: PostgresPool, _ wanted: PropertyImport.Figures, isComplete: Bool = false
    ) async throws -> Double {
        let began = ContinuousClock.now
        var file = try ListingFile(text)
        let figures = try await PropertyImport(pool).run(&file, .init(tenant: "large", isComplete: isComplete)) { _ in }
        let seconds = began.duration(to: .now) / .seconds(1)
        guard figures == wanted, file.problems.count == 0 else {
            throw Failed(description: "\(figures), \(file.problems.kept)")
        }
        return seconds
    }

    private func withDatabase(_ body: (PostgresPool) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let postgres = try await EmbeddedPostgres.start(.init(folder: folder), logger: Self.logger)
        let pool = PostgresPool(postgres.conninfo, logger: Self.logger)
        let result: Result<Void, any Error>
        do {
            let connection = try await PostgresConnection.open(postgres.conninfo.text, logger: Self.logger)
            _ = try await Migrator(logger: Self.logger).up(on: connection)
            for tenant in ["large", "other"] {
                _ = try await connection.query(
                    "INSERT INTO tenants (id, agent_name, greeting_template) VALUES ($1, 'A', 'Hi')", [.text(tenant)])
            }
            await connection.close()
            var file = try ListingFile(ListingText.bytes(0..<(listings / 10)))
            _ = try await PropertyImport(pool).run(&file, .init(tenant: "other")) { _ in }
            result = .success(try await body(pool))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await postgres.stop()
        try result.get()
    }
}
