import ArgumentParser
import CoraBusiness
import CoraDevPostgres
import CoraPostgres
import CoraServer
import CoraSettings
import CoraTelemetry
import Foundation
import Logging

/// The database for commands that look at it: that of `DATABASE_URL`, else the private one that `cora serve --dev` and
/// `cora demo` have left in this folder.
struct DatabaseOptions: ParsableArguments {
    /// The folder of the private database.
    static let embeddedFolder = ".cora/postgres"

    @OptionGroup var options: SettingsOptions

    /// Opens the database for as long as `body` runs. An error goes to standard error, and the process ends.
    func with(_ body: (PostgresPool, Settings) async throws -> Void) async throws {
        let settings = try await options.loadForTools()
        let (conninfo, embedded) = try await database(settings)
        let pool = PostgresPool(conninfo, logger: Self.logger)
        let result: Result<Void, any Error>
        do { result = .success(try await body(pool, settings)) } catch { result = .failure(error) }
        await pool.close()
        await embedded?.stop()
        try Self.tell(result)
    }

    private func database(_ settings: Settings) async throws -> (PostgresConninfo, EmbeddedPostgres?) {
        if let url = settings.store.databaseURL { return (try PostgresConninfo(url.revealed), nil) }
        guard FileManager.default.fileExists(atPath: Self.embeddedFolder) else {
            Console.error([
                "DATABASE_URL: not set; wanted a PostgreSQL connection string. (`cora demo` and `cora serve --dev` bring "
                    + "a database of their own.)"
            ])
            throw ExitCode(78)  // EX_CONFIG
        }
        let embedded = try await Self.embedded()
        return (embedded.conninfo, embedded)
    }

    /// Starts the private database, or joins it if it runs.
    static func embedded() async throws -> EmbeddedPostgres {
        do {
            return try await EmbeddedPostgres.start(.init(folder: embeddedFolder), logger: logger)
        } catch {
            Console.error(["\(error)"])
            throw ExitCode(69)  // EX_UNAVAILABLE
        }
    }

    /// A logger that is silent but for grave errors: the command itself says what went wrong.
    private static var logger: Logger {
        Logger(label: "cora") { CoraLogHandler(label: $0, level: .critical, format: .human) }
    }

    private static func tell(_ result: Result<Void, any Error>) throws {
        do {
            try result.get()
        } catch let error as TenantStoreError {
            switch error {
            case .refused(let problems):
                Console.error(problems)
                throw ExitCode(1)
            case .postgres(let error):
                Console.error(["\(error)"])
                throw ExitCode(69)
            }
        } catch let error as PostgresError {
            Console.error(["\(error)"])
            throw ExitCode(69)
        }
    }
}

extension Settings.Store {
    /// The file of the sample listings.
    static let exampleListings = "Config/properties.json"

    /// Uses the private database: its tenants follow the tenants file, and have the sample listings.
    mutating func useDevelopmentDatabase(_ database: EmbeddedPostgres) {
        databaseURL = Secret(database.conninfo.text)
        followsTenantsFile = true
        sampleListings = Self.exampleListings
    }
}
