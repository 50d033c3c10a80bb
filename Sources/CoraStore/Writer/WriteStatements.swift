import CoraPostgres

/// The statements that bring a batch of rows to Postgres: a few for each kind, every column an array, calls before what
/// belongs to them. Each has the same result however often it is carried out.
enum WriteStatements {
    /// The statements, in the order in which they are carried out, in one transaction.
    static func make(of rows: some Sequence<OutboxRow>) -> [PostgresStatement] {
        var byKind: [Int: [OutboxRow]] = [:]
        for row in rows { byKind[row.kind, default: []].append(row) }
        return order.flatMap { kind in
            byKind[kind.rawValue].flatMap { RecordTable.of(kind.rawValue)?.statements(for: $0) } ?? []
        }
    }

    /// Why a row cannot be put into a statement; nil if it can. Other versions of this program leave such rows.
    static func fault(of row: OutboxRow) -> String? {
        guard let table = RecordTable.of(row.kind) else { return "rows of kind \(row.kind) are not known" }
        return table.fault(of: row)
    }

    /// Every kind, those first that others refer to.
    static let order: [OutboxRow.Kind] = [
        .callStarted, .turn, .tool, .claim, .usage, .callEnded, .summary, .transfer, .lostLead, .pageFigures,
    ]
}
