package import CoraPostgres

/// Why the schema is not what this program needs.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The database has migrations that this program does not know: a newer one made it.
    case databaseIsNewer(version: Int, known: Int)
    /// A migration was applied with other SQL than this program has.
    case checksumDiffers(version: Int, name: String)
    /// A migration failed; nothing was changed.
    case failed(version: Int, name: String, PostgresError)
    /// The database could not be asked, or another process takes too long to migrate it.
    case postgres(PostgresError)

    package var description: String {
        switch self {
        case .databaseIsNewer(let version, let known):
            "the database is at migration \(version), this program knows only \(known): run the newer program"
        case .checksumDiffers(let version, let name):
            "migration \(version) (\(name)) was applied with other SQL than this program has"
        case .failed(let version, let name, let error):
            "migration \(version) (\(name)) failed and nothing was changed: \(error)"
        case .postgres(let error): "the schema could not be read or changed: \(error)"
        }
    }
}
