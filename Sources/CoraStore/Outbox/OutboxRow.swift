import CoraCall
package import CoraTenant

/// One row on its way to Postgres: which table it is for, and its values in the order of `OutboxRow.Kind.columns`. Made
/// from a typed row (`RecordRow`), or read from disk.
package struct OutboxRow: Sendable, Equatable {
    /// A value, made as cheaply as possible: whatever costs time (checking JSON, writing bytes) is done on the outbox's
    /// thread, not on the event loop where rows are made.
    package enum Cell: Sendable, Equatable {
        /// NULL.
        case null
        /// A whole number, or a moment in microseconds since 1970 (UTC).
        case integer(Int64)
        /// A number that need not be whole.
        case real(Double)
        /// Text; also an id, and JSON that is known to be JSON.
        case text(String)
        /// Text of foreign origin that should be JSON; if it is not, it is kept as a JSON string.
        case json(String)
        /// An event from the model, as it arrived: JSON, from which audio is taken out (`RawEvent`).
        case event(String)
    }

    /// The row's kind, as `Kind.rawValue`; another version of this program may have left an unknown one.
    package var kind: Int
    /// The row's values.
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
    /// The row's place in the order of acceptance, from 1. Places only rise while the outbox has rows.
    package var sequence: Int64
    /// When it was accepted.
    package var acceptedAt: WallTime
    /// The row. Its cells are `null`, `integer`, `real` or `text`.
    package var row: OutboxRow

    package init(sequence: Int64, acceptedAt: WallTime, row: OutboxRow) {
        self.sequence = sequence
        self.acceptedAt = acceptedAt
        self.row = row
    }
}
