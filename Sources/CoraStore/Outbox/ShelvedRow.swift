/// A row that Postgres refuses for its own sake, set aside so that it holds up nothing. It stays until someone has
/// looked at it.
package struct ShelvedRow: Sendable, Equatable {
    /// Its place in the order of acceptance.
    package var sequence: Int64
    /// When it was set aside, in microseconds since 1970 (UTC).
    package var at: Int64
    /// The row.
    package var row: OutboxRow
    /// What Postgres said.
    package var error: String

    package init(sequence: Int64, at: Int64, row: OutboxRow, error: String) {
        self.sequence = sequence
        self.at = at
        self.row = row
        self.error = error
    }
}
