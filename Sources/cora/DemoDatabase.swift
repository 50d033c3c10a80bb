import ArgumentParser
import CoraBusiness
import CoraDevPostgres
import CoraFakeTwilio
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStore
import CoraTelemetry
import Foundation
import Logging

/// The demonstration's database: prepares it before the call, and checks what the call left in it.
struct DemoDatabase {
    /// How often it looks for a row, a tenth of a second apart, before the row counts as missing.
    private static let patience = 100
    private static let pause = Duration.milliseconds(100)

    private let pool: PostgresPool

    init(_ database: EmbeddedPostgres) {
        let quiet = Logger(label: "cora") { CoraLogHandler(label: $0, level: .critical, format: .human) }
        pool = PostgresPool(database.conninfo, logger: quiet)
    }

    /// Closes its connections.
    func close() async {
        await pool.close()
    }

    // MARK: Before the call

    /// Waits for the tenant's sample listings, which the server reads at its first start. A database older than the
    /// listings gets them here.
    /// - Parameter file: the listings' file.
    /// - Throws: `ExitCode`, after saying what is wrong.
    func waitForListings(of tenant: String, from file: String) async throws {
        for _ in 0..<Self.patience {
            let found = try? await pool.query("SELECT 1 FROM properties WHERE tenant_id = $1 LIMIT 1", [.text(tenant)])
            if found?.count == 1 { return }
            // The tenants have been there for two seconds without listings: the database is older than the listings.
            if await hasOldTenants() { break }
            try await Task.sleep(for: Self.pause)
        }
        do {
            let listings = try PropertyListing.read(String(contentsOfFile: file, encoding: .utf8))
            _ = try await PropertyImport(pool).run(listings, for: tenant)
        } catch {
            Console.error(["the sample listings cannot be taken in: \(error)"])
            throw ExitCode(69)  // EX_UNAVAILABLE
        }
    }

    private func hasOldTenants() async -> Bool {
        let found = try? await pool.query(
            "SELECT 1 FROM tenants WHERE created_at < now() - INTERVAL '2 seconds' LIMIT 1")
        return found?.count == 1
    }

    /// Runs the scenario's preparations.
    /// - Throws: `ExitCode`, after saying what is wrong.
    func prepare(_ statements: [String]) async throws {
        for (index, statement) in statements.enumerated() {
            do {
                _ = try await pool.query(statement)
            } catch {
                Console.error(["prepare[\(index)]: \(error)"])
                throw ExitCode(65)  // EX_DATAERR
            }
        }
    }

    // MARK: After the call

    /// Waits until the call has ended and is summed up, as far as the database knows.
    func waitForEnd(of callSID: String) async {
        let rows = CallRowsReport(pool)
        for _ in 0..<Self.patience where await !rows.isComplete(callSID) { try? await Task.sleep(for: Self.pause) }
    }

    /// Checks the records that the call should have left. It waits for each, since the last may still be on their way.
    func check(_ records: [RecordExpectation], of callSID: String) async -> [ExpectationResult] {
        var results: [ExpectationResult] = []
        var patience = Self.patience / 2
        for record in records {
            var result = record.result(found: await answer(record.query, of: callSID))
            while !result.isMet, patience > 0 {
                patience -= 1
                try? await Task.sleep(for: Self.pause)
                result = record.result(found: await answer(record.query, of: callSID))
            }
            results.append(result)
        }
        return results
    }

    /// The rows that the call left, and the call as `cora calls` shows it.
    func rows(of callSID: String) async -> String {
        await CallRowsReport(pool).text(of: callSID)
    }

    private func answer(_ query: String, of callSID: String) async -> String {
        do {
            let result = try await pool.query(query, [.uuid(RowID.call(sid: callSID))])
            return RecordExpectation.answer(of: result.rows.map { row in result.columns.indices.map { row[$0] } })
        } catch {
            return "\(error)"
        }
    }
}
