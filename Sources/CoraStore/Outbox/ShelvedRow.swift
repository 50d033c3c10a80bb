import CoraCall
package import CoraTenant

/// A row that Postgres refuses for what it is, set aside so that it does not hold up others. It stays until a person
/// has dealt with it.
package struct ShelvedRow: Sendable, Equatable {
    /// Its place in the order of acceptance.
    package var sequence: Int64
    /// When it was set aside.
    package var at: WallTime
    /// The row.
    package var row: OutboxRow
    /// Postgres' error.
    package var error: String

    package init(sequence: Int64, at: WallTime, row: OutboxRow, error: String) {
        self.sequence = sequence
        self.at = at
        self.row = row
        self.error = error
    }
}
