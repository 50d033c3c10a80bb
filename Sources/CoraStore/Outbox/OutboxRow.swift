/// One row on its way to Postgres: which table it is for, and its values in the order of `OutboxRow.Kind.columns`.
package struct OutboxRow: Sendable, Equatable {
    /// A value, as cheap to make as it can be: whatever costs time (checking JSON, writing bytes) is done on the
    /// outbox's thread, not on the event loop where rows are made.
    package enum Cell: Sendable, Equatable {
        /// NULL.
        case null
        /// A whole number, or a moment in microseconds since 1970 (UTC).
        case integer(Int64)
        /// A number that need not be whole.
        case real(Double)
        /// Text; also an id, and JSON that is known to be JSON.
        case text(String)
        /// Text that ought to be JSON and was written by somebody else. What is not JSON is kept as a JSON string.
        case json(String)
        /// An event of the model's, as it arrived: JSON, from which audio is taken out (`RawEvent`).
        case event(String)
    }

    /// What kind of row it is, by `Kind.rawValue`; an unknown one was left by another version of this program.
    package var kind: Int
    /// Its values.
    package var cells: [Cell]

    package init(_ kind: Kind, _ cells: [Cell]) {
        self.kind = kind.rawValue
        self.cells = cells
    }

    /// A row of any kind, known here or not.
    package init(kind: Int, cells: [Cell]) {
        self.kind = kind
        self.cells = cells
    }

    /// About how much memory the row holds, in bytes.
    var weight: Int {
        cells.reduce(48) { sum, cell in
            switch cell {
            case .null, .integer, .real: sum + 16
            case .text(let text), .json(let text), .event(let text): sum + 16 + text.utf8.count
            }
        }
    }
}

/// A row that is safe on disk, and its place in the line.
package struct StoredRow: Sendable, Equatable {
    /// Its place in the order of acceptance, from 1. Ever rising while the outbox has rows.
    package var sequence: Int64
    /// When it was accepted, in microseconds since 1970 (UTC).
    package var acceptedAt: Int64
    /// The row. Its cells are `null`, `integer`, `real` or `text`.
    package var row: OutboxRow

    package init(sequence: Int64, acceptedAt: Int64, row: OutboxRow) {
        self.sequence = sequence
        self.acceptedAt = acceptedAt
        self.row = row
    }
}
