import CoraPostgres

/// A kind of row as the writer sees it: columns and statements, whatever the type that makes the rows.
final class RecordTable: Sendable {
    /// The columns, in the order of the cells on disk.
    let columns: [OutboxRow.Column]
    /// Where the id of a row's call stands among its cells. The rows of calls themselves have it as `id`.
    let callPlace: Int

    /// What writes the rows, and where the parameters stand among the cells.
    private let statements: [(sql: String, places: [Int])]

    private init<Row: RecordRow>(_ row: Row.Type) {
        let columns = Row.columns.map(\.column)
        let place = { (name: String) in columns.firstIndex { $0.name == name } }
        self.columns = columns
        callPlace = place("call_id") ?? place("id") ?? 0
        statements = Row.statements.map { ($0.sql, $0.columns.compactMap(place)) }
    }

    private static let byKind: [RecordTable?] = {
        let kinds = OutboxRow.Kind.allCases
        var tables = [RecordTable?](repeating: nil, count: (kinds.map(\.rawValue).max() ?? 0) + 1)
        for kind in kinds { tables[kind.rawValue] = RecordTable(kind.row) }
        return tables
    }()

    /// The table of a kind, by its number on disk; nil for a kind that is not known.
    static func of(_ kind: Int) -> RecordTable? {
        byKind.indices.contains(kind) ? byKind[kind] : nil
    }

    /// The statements that write rows of this kind, with their values.
    func statements(for rows: [OutboxRow]) -> [PostgresStatement] {
        let arrays = columns.enumerated().map { place, column in column.kind.array(rows, place) }
        return statements.map { PostgresStatement($0.sql, $0.places.map { arrays[$0] }) }
    }

    /// Why a row cannot be put into a statement; nil if it can. Other versions of this program leave such rows.
    func fault(of row: OutboxRow) -> String? {
        guard row.cells.count <= columns.count else { return "the row has more values than there are columns" }
        for (cell, column) in zip(row.cells, columns) where !column.kind.takes(cell) {
            return "the value of \(column.name) is not \(column.kind.rawValue)"
        }
        return nil
    }
}

extension OutboxRow.Column.Kind {
    fileprivate func takes(_ cell: OutboxRow.Cell) -> Bool {
        switch (self, cell) {
        case (_, .null), (.integer, .integer), (.flag, .integer), (.timestamp, .integer): true
        case (.uuid, .text), (.text, .text), (.json, .text), (.numeric, .text): true
        default: false
        }
    }

    /// The values of one column. A row of an older version is shorter: what it lacks is NULL.
    fileprivate func array(_ rows: [OutboxRow], _ place: Int) -> PostgresValue {
        switch self {
        case .integer, .flag: .intArray(rows.map { $0.integer(place) })
        case .timestamp: .timestampArray(rows.map { $0.integer(place) })
        case .uuid: .uuidArray(rows.map { $0.text(place) })
        case .text: .textArray(rows.map { $0.text(place) })
        case .json: .jsonArray(rows.map { $0.text(place) })
        case .numeric: .numericArray(rows.map { $0.text(place) })
        }
    }
}

extension OutboxRow {
    fileprivate func integer(_ place: Int) -> Int64? {
        guard place < cells.count, case .integer(let value) = cells[place] else { return nil }
        return value
    }

    /// The text at a place among the cells; nil if there is none.
    func text(_ place: Int) -> String? {
        guard place < cells.count, case .text(let value) = cells[place] else { return nil }
        return value
    }
}
