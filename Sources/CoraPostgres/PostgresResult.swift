/// The answer to one statement, copied out of libpq so that any thread may have it.
package struct PostgresResult: Sendable, Equatable {
    /// The names of the columns, in order.
    package let columns: [String]
    /// The server's word for what it did: `SELECT 1`, `COMMIT`, …
    package let command: String
    /// How many rows the statement inserted, changed, deleted or returned, as the server counts.
    package let affected: Int
    /// How many rows it returned.
    package let count: Int

    /// Every value's text, end to end.
    private let bytes: [UInt8]
    /// Where each value is in `bytes`, row by row; nil for NULL.
    private let cells: [Range<Int>?]

    package init(
        columns: [String], command: String, affected: Int, count: Int, bytes: [UInt8], cells: [Range<Int>?]
    ) {
        self.columns = columns
        self.command = command
        self.affected = affected
        self.count = count
        self.bytes = bytes
        self.cells = cells
    }

    /// The rows, in order.
    package var rows: [PostgresRow] {
        (0..<count).map { PostgresRow(result: self, index: $0) }
    }

    /// The first row, if there is one.
    package var first: PostgresRow? {
        count > 0 ? PostgresRow(result: self, index: 0) : nil
    }

    /// The text of a value; nil for NULL and for a place outside the result.
    fileprivate func text(row: Int, column: Int) -> String? {
        let index = row * columns.count + column
        guard cells.indices.contains(index), let range = cells[index] else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}

/// One row of a result.
package struct PostgresRow: Sendable, Equatable {
    fileprivate let result: PostgresResult
    fileprivate let index: Int

    /// The text of a value as the server spells it; nil for NULL and for a column that does not exist.
    package subscript(column: String) -> String? {
        result.columns.firstIndex(of: column).flatMap { result.text(row: index, column: $0) }
    }

    /// The text of the value at a position, from 0; nil for NULL and outside the row.
    package subscript(position: Int) -> String? {
        result.columns.indices.contains(position) ? result.text(row: index, column: position) : nil
    }

    /// Reads a value that cannot be NULL.
    /// - Throws: `PostgresError` with code `protocol` if there is no such column, it is NULL, or not of the type.
    package func value<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let value = try optional(column, as: type) else {
            throw PostgresError(.protocol, "column \(column) is NULL", column: column)
        }
        return value
    }

    /// Reads a value that can be NULL; nil if it is.
    /// - Throws: `PostgresError` with code `protocol` if there is no such column or the value is not of the type.
    package func optional<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value? {
        guard let position = result.columns.firstIndex(of: column) else {
            throw PostgresError(.protocol, "there is no column \(column)", column: column)
        }
        guard let text = result.text(row: index, column: position) else { return nil }
        guard let value = Value(postgresText: text) else {
            throw PostgresError(.protocol, "column \(column) is not a \(type)", column: column)
        }
        return value
    }
}
