/// Rows for `COPY ... FROM STDIN`, in its text format.
package struct PostgresCopyRows: Sendable {
    /// The rows as lines of the format.
    private(set) var bytes: [UInt8] = []
    /// How many rows there are.
    package private(set) var count = 0

    package init() {}

    /// Adds a row.
    /// - Parameter values: its values, in the order of the columns.
    package mutating func append(_ values: [PostgresValue]) {
        PostgresText.appendLine(values, to: &bytes)
        count += 1
    }
}
