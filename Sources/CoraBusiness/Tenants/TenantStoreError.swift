package import CoraPostgres

/// Why tenants could not be read or changed.
package enum TenantStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The request cannot be carried out; nothing was changed. One line for each reason, in words; never empty.
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
