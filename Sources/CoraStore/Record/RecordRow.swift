import CoraCall
import CoraTenant

/// Rows of one kind: typed fields, the columns they fill, and the statements that write them.
///
/// A column stands in `columns` once, with the field that fills it. Everything else is made from there: the cells on
/// disk, the arrays of the statements, the lists in the SQL. On disk a row is its cells in the order of `columns`, so
/// columns are only added at the end; rows of an older version are shorter, and what they lack is NULL.
protocol RecordRow: Sendable {
    /// The number under which the rows are on disk.
    static var kind: OutboxRow.Kind { get }
    /// The columns, in the order of the cells on disk.
    static var columns: [RecordColumn<Self>] { get }
    /// What writes a batch of the rows, in one transaction. The result is the same however often it is carried out.
    static var statements: [RecordStatement] { get }
}

/// A statement over a batch of rows of one kind. Its parameters are some of their columns, each as an array.
struct RecordStatement: Sendable {
    /// The SQL.
    let sql: String
    /// The names of the columns that are `$1`, `$2`, ….
    let columns: [String]
}

/// What a row says of the event behind it: an id of its own, the call, and when it happened.
struct RowStamp: Sendable {
    let id: String
    let ticket: CallTicket
    let time: WallTime

    /// Draws an id.
    init(_ ticket: CallTicket, at time: WallTime) {
        (id, self.ticket, self.time) = (RowID.make(at: time), ticket, time)
    }

    var callID: String { ticket.callID }
    var tenantID: String { ticket.tenant.id }
}

extension RecordRow {
    /// The row as the outbox keeps it.
    var stored: OutboxRow { OutboxRow(Self.kind, Self.columns.map { $0.cell(self) }) }

    /// Makes a statement whose parameters are these columns.
    /// - Parameter sql: makes the SQL from the table expression `row`, which has the columns under their names.
    static func statement(over columns: [RecordColumn<Self>], _ sql: (_ rows: String) -> String) -> RecordStatement {
        let arrays = columns.enumerated().map { "$\($0 + 1)::\($1.column.kind.type)[]" }.joined(separator: ", ")
        let names = columns.map(\.column.name)
        return RecordStatement(
            sql: sql("unnest(\(arrays)) AS row (\(names.joined(separator: ", ")))"), columns: names)
    }

    /// Makes an `INSERT`. Each column of the table stands beside its value, so that the two lists cannot drift apart.
    /// - Parameters:
    ///   - table: the table; may have an alias.
    ///   - values: the table's columns, and the expressions over `row` that they get; nil for the rows' own columns.
    ///   - distinct: of rows that are alike in this, the first is inserted; nil for all rows.
    ///   - source: makes what is selected from, out of the rows themselves.
    ///   - rest: what follows in the statement.
    static func insert(
        into table: String, _ values: [(column: String, value: String)]? = nil, distinctOn distinct: String? = nil,
        from source: (_ rows: String) -> String = { $0 }, _ rest: String = "ON CONFLICT DO NOTHING"
    ) -> RecordStatement {
        let values = values ?? own()
        let names = values.map(\.column).joined(separator: ", ")
        let selected = values.map(\.value).joined(separator: ", ")
        return statement(over: columns) { rows in
            """
            INSERT INTO \(table) (\(names))
            SELECT \(distinct.map { "DISTINCT ON (\($0)) " } ?? "")\(selected) FROM \(source(rows)) \(rest)
            """
        }
    }

    /// The rows' own columns, each with its value.
    /// - Parameter spelling: expressions over `row` for columns that do not go into the table as they are.
    static func own(spelling: [String: String] = [:]) -> [(column: String, value: String)] {
        columns.map { ($0.column.name, spelling[$0.column.name] ?? $0.column.value) }
    }

    /// Columns that are called in the table as they are in the rows, each with its value.
    static func own(_ names: String...) -> [(column: String, value: String)] {
        names.map { ($0, "row.\($0)") }
    }

    /// Assignments for `ON CONFLICT DO UPDATE SET` that take the new row's values.
    static func excluded(_ names: String...) -> String {
        names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    }
}
