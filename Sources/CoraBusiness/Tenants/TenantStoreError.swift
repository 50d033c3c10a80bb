package import CoraPostgres

/// Why tenants could not be read or changed.
package enum TenantStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was asked for cannot be; nothing was changed. One line each, in words; never empty.
    case refused([String])
    /// The database failed.
    case postgres(PostgresError)

    package var description: String {
        switch self {
        case .refused(let problems): problems.joined(separator: "\n")
        case .postgres(let error): "\(error)"
        }
    }
}
