import CoraCall
import CoraTenant

/// A column of the rows of one kind: its name, its type in PostgreSQL, and the field that fills it, in one declaration.
struct RecordColumn<Row>: Sendable {
    /// The column's name and type.
    let column: OutboxRow.Column
    /// Makes a row's value of the column.
    let cell: @Sendable (Row) -> OutboxRow.Cell

    private init<Value>(
        _ name: String, _ kind: OutboxRow.Column.Kind, _ value: @escaping @Sendable (Row) -> Value?,
        _ cell: @escaping @Sendable (Value) -> OutboxRow.Cell
    ) {
        column = OutboxRow.Column(name: name, kind: kind)
        self.cell = { value($0).map(cell) ?? .null }
    }

    /// Makes a column of ids, which are UUIDs in their usual spelling.
    static func uuid(_ name: String, _ value: @escaping @Sendable (Row) -> String?) -> Self {
        Self(name, .uuid, value) { .text($0) }
    }

    /// Makes a column of texts.
    static func text(_ name: String, _ value: @escaping @Sendable (Row) -> String?) -> Self {
        Self(name, .text, value) { .text($0) }
    }

    /// Makes a column of whole numbers.
    static func integer(_ name: String, _ value: @escaping @Sendable (Row) -> Int?) -> Self {
        Self(name, .integer, value) { .integer(Int64(clamping: $0)) }
    }

    /// Makes a column of what is so or not.
    static func flag(_ name: String, _ value: @escaping @Sendable (Row) -> Bool?) -> Self {
        Self(name, .flag, value) { .integer($0 ? 1 : 0) }
    }

    /// Makes a column of moments.
    static func timestamp(_ name: String, _ value: @escaping @Sendable (Row) -> WallTime?) -> Self {
        Self(name, .timestamp, value) { .integer($0.microseconds) }
    }

    /// Makes a column of sums in dollars, to nine decimals; less than nothing counts as nothing.
    static func dollars(_ name: String, _ value: @escaping @Sendable (Row) -> Dollars?) -> Self {
        Self(name, .numeric, value) { dollars in
            let (whole, rest) = max(dollars.billionths, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
            let digits = String(rest)
            return .text("\(whole).\(String(repeating: "0", count: 9 - digits.count))\(digits)")
        }
    }

    /// Makes a column of JSON.
    static func json(_ name: String, _ value: @escaping @Sendable (Row) -> RecordJSON?) -> Self {
        Self(name, .json, value) { json in
            switch json {
            case .known(let text): .text(text)
            case .foreign(let text): .json(text)
            case .event(let text): .event(text)
            }
        }
    }
}

/// A value of a column of JSON, by where its text is from. Foreign text is checked later, on the outbox's thread.
enum RecordJSON: Sendable {
    /// Made here, so known to be JSON.
    case known(String)
    /// Of foreign origin; if it is not JSON, it is kept as a JSON string.
    case foreign(String)
    /// An event from the model, as it arrived; sound is taken out of it.
    case event(String)
}
