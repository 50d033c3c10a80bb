package import CoraPostgres

/// Why the schema is not as this program needs it.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The database has migrations this program does not know: it was made by a newer one.
    case databaseIsNewer(version: Int, known: Int)
    /// A migration was applied with other SQL than this program has.
    case checksumDiffers(version: Int, name: String)
    /// A migration failed; nothing was changed.
    case failed(version: Int, name: String, PostgresError)
    /// The database could not be asked, or another process is migrating and takes too long.
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
