package import CoraPostgres
package import Logging

/// Brings the schema up to what this program needs.
///
/// It applies all missing migrations in one transaction, under an advisory lock that the transaction holds: any number
/// of processes may start at once, also through a proxy that pools transactions.
package struct Migrator: Sendable {
    /// A migration and whether it was applied.
    package struct Status: Sendable, Equatable {
        /// Its place in the order.
        package var version: Int
        /// A word that names the migration.
        package var name: String
        /// When it was applied; nil if it was not.
        package var appliedAt: PostgresTimestamp?
    }

    /// The key of the advisory lock: `CORA` and `MIGR` as letters; any fixed number would do that no other program
    /// uses.
    private static let lockKey: Int64 = 0x434F_5241_4D49_4752

    private let migrations: [Migration]
    private let logger: Logger

    /// - Parameter migrations: in order, numbered from 1.
    package init(_ migrations: [Migration] = Migration.all, logger: Logger) {
        self.migrations = migrations
        self.logger = logger
    }

    /// Every migration this program has, and whether it was applied.
    /// - Throws: `MigrationError`, also if the database does not fit this program.
    package func status(on connection: PostgresConnection) async throws(MigrationError) -> [Status] {
        let applied = try await applied(on: connection)
        return migrations.map { Status(version: $0.version, name: $0.name, appliedAt: applied[$0.version]) }
    }

    /// Applies the missing migrations. Nothing else may use the connection meanwhile.
    /// - Parameter timeout: the longest wait for another process that migrates, and for a migration.
    /// - Returns: the migrations applied; empty if none was missing.
    /// - Throws: `MigrationError`; then nothing was changed.
    package func up(
        on connection: PostgresConnection, timeout: Duration = .seconds(120)
    ) async throws(MigrationError) -> [Migration] {
        // A database that is up to date is not locked or written: it may be read-only.
        if try await pending(on: connection).isEmpty { return [] }
        do {
            return try await connection.transaction { connection in
                _ = try await connection.query(
                    "SELECT pg_advisory_xact_lock($1)", [.int(Self.lockKey)], timeout: timeout)
                return try await applyPending(on: connection, timeout)
            }
        } catch let error as MigrationError {
            throw error
        } catch let error as PostgresError {
            throw .postgres(error)
        } catch {
            throw .postgres(PostgresError(.protocol, "\(error)"))
        }
    }

    private func applyPending(
        on connection: PostgresConnection, _ timeout: Duration
    ) async throws -> [Migration] {
        try await connection.script(
            """
            CREATE TABLE IF NOT EXISTS cora_migrations (
              version INTEGER PRIMARY KEY,
              name TEXT NOT NULL,
              checksum TEXT NOT NULL,
              applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            )
            """)
        let pending = try await pending(on: connection)
        for migration in pending {
            do throws(PostgresError) {
                try await connection.script(migration.sql, timeout: timeout)
                _ = try await connection.query(
                    "INSERT INTO cora_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                    [.int(Int64(migration.version)), .text(migration.name), .text(migration.checksum)])
            } catch {
                throw MigrationError.failed(version: migration.version, name: migration.name, error)
            }
            logger.info(
                "migration applied", metadata: ["cora.migration": "\(migration.version) \(migration.name)"])
        }
        return pending
    }

    private func pending(on connection: PostgresConnection) async throws(MigrationError) -> [Migration] {
        let applied = try await applied(on: connection)
        return migrations.filter { applied[$0.version] == nil }
    }

    /// When each migration was applied, by version.
    /// - Throws: `MigrationError` if they do not fit this program.
    private func applied(
        on connection: PostgresConnection
    ) async throws(MigrationError) -> [Int: PostgresTimestamp] {
        do throws(PostgresError) {
            let table = try await connection.query("SELECT to_regclass('cora_migrations') IS NOT NULL AS exists")
            guard try table.first?.value("exists", as: Bool.self) == true else { return [:] }
        } catch {
            throw .postgres(error)
        }
        let rows: [PostgresRow]
        do throws(PostgresError) {
            rows = try await connection.query(
                "SELECT version, name, checksum, applied_at FROM cora_migrations ORDER BY version"
            ).rows
        } catch {
            throw .postgres(error)
        }
        var applied: [Int: PostgresTimestamp] = [:]
        for row in rows {
            let (version, checksum, moment) = try read(row)
            guard let migration = migrations.first(where: { $0.version == version }) else {
                throw .databaseIsNewer(version: version, known: migrations.last?.version ?? 0)
            }
            guard migration.checksum == checksum else {
                throw .checksumDiffers(version: version, name: migration.name)
            }
            applied[version] = moment
        }
        return applied
    }

    private func read(_ row: PostgresRow) throws(MigrationError) -> (Int, String, PostgresTimestamp) {
        do throws(PostgresError) {
            return (try row.value("version"), try row.value("checksum"), try row.value("applied_at"))
        } catch {
            throw .postgres(error)
        }
    }
}
