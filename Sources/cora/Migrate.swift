import ArgumentParser
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStore
import CoraTelemetry
import Logging

/// `cora migrate`: shows the database's schema, or brings it up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show or update the schema of the database in DATABASE_URL.",
        discussion: "`cora serve` updates it by itself at start-up.")

    /// What the command does.
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case status, up
    }

    @Argument(help: "status: what is applied. up: apply what is missing.")
    var action = Action.status

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await database.with { pool, _ in
            let logger = Logger(label: "cora") { CoraLogHandler(label: $0, level: .warning, format: .human) }
            let migrator = Migrator(logger: logger)
            do {
                try await pool.withConnection { try await migrate(with: migrator, on: $0) }
            } catch let error as MigrationError {
                Console.error(["\(error)"])
                throw ExitCode(69)  // EX_UNAVAILABLE
            }
        }
    }

    private func migrate(with migrator: Migrator, on connection: PostgresConnection) async throws {
        if action == .up {
            for migration in try await migrator.up(on: connection) {
                Console.say("applied \(migration.version) \(migration.name)")
            }
        }
        for row in try await migrator.status(on: connection) {
            Console.say("\(row.version)  \(row.appliedAt?.text ?? "pending")  \(row.name)")
        }
    }
}
