import CoraPostgres

/// The statements that bring a batch of rows to Postgres: one for each table, every column an array, calls before what
/// belongs to them. Each has the same result however often it is carried out.
enum WriteStatements {
    /// The statements, in the order in which they are carried out, in one transaction.
    static func make(of rows: some Sequence<OutboxRow>) -> [PostgresStatement] {
        var byKind: [Int: [OutboxRow]] = [:]
        for row in rows { byKind[row.kind, default: []].append(row) }
        return order.flatMap { kind in
            byKind[kind.rawValue].map { statements(kind, $0) } ?? []
        }
    }

    /// Why a row cannot be put into a statement; nil if it can. Other versions of this program leave such rows.
    static func fault(of row: OutboxRow) -> String? {
        guard let kind = OutboxRow.Kind(rawValue: row.kind) else { return "rows of kind \(row.kind) are not known" }
        guard row.cells.count <= kind.columns.count else { return "the row has more values than there are columns" }
        for (cell, column) in zip(row.cells, kind.columns) where !column.kind.takes(cell) {
            return "the value of \(column.name) is not \(column.kind.rawValue)"
        }
        return nil
    }

    private static let order: [OutboxRow.Kind] = [
        .callStarted, .turn, .tool, .claim, .usage, .callEnded, .summary, .transfer, .lostLead,
    ]

    private static func statements(_ kind: OutboxRow.Kind, _ rows: [OutboxRow]) -> [PostgresStatement] {
        let arrays = kind.columns.enumerated().map { index, column in column.kind.array(rows, index) }
        let write = PostgresStatement(sql[kind] ?? "", arrays)
        switch kind {
        case .callStarted, .turn, .tool, .claim, .lostLead: return [write]
        case .callEnded:
            return [write, PostgresStatement(streams, arrays), PostgresStatement(streamTotals, [arrays[0]])]
        case .usage: return [write, PostgresStatement(totals, [OutboxRow.Column.Kind.uuid.array(rows, 1)])]
        case .summary: return [write, PostgresStatement(outcomes, [arrays[0], arrays[6]])]
        case .transfer:
            return [
                write, PostgresStatement(transferSteps, [arrays[0], arrays[6], arrays[7], arrays[8]]),
                PostgresStatement(transferStatus, [arrays[0]]),
            ]
        }
    }

    /// Inserts turns row by row, and passes over those that are there.
    static let turns = insert("call_turns", .turn)

    /// Copies turns of which none is there yet.
    static let copyTurns = "COPY call_turns (\(names(.turn))) FROM STDIN"

    private static let sql: [OutboxRow.Kind: String] = Dictionary(
        uniqueKeysWithValues: OutboxRow.Kind.allCases.map { ($0, sql(for: $0)) })

    private static func sql(for kind: OutboxRow.Kind) -> String {
        switch kind {
        case .callStarted: callStarted
        case .turn: turns
        case .tool: insert("tool_calls", kind, spelling: ["success": "success <> 0"])
        case .claim: insert("call_claims", kind, spelling: ["corrected": "corrected <> 0"])
        case .usage: insert("call_usage", kind)
        case .callEnded: callEnded
        case .lostLead: lostLead
        case .summary: summary
        case .transfer: transfer
        }
    }

    private static func insert(_ table: String, _ kind: OutboxRow.Kind, spelling: [String: String] = [:]) -> String {
        let values = kind.columns.map { spelling[$0.name] ?? $0.name }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(names(kind))) SELECT \(values) FROM \(rows(kind)) ON CONFLICT DO NOTHING"
    }

    private static func names(_ kind: OutboxRow.Kind) -> String {
        kind.columns.map(\.name).joined(separator: ", ")
    }

    /// The arrays as a table.
    static func rows(_ kind: OutboxRow.Kind) -> String {
        let arrays = kind.columns.enumerated().map { "$\($0 + 1)::\($1.kind.rawValue)[]" }.joined(separator: ", ")
        return "unnest(\(arrays)) AS row (\(names(kind)))"
    }

    /// Begins a call, or opens it again if a later stream begins; an earlier stream, or the same one twice, changes
    /// nothing. If several streams come together, the first says how the call began, and the last where it is.
    private static let callStarted = """
        INSERT INTO calls AS c (\(names(.callStarted)))
        SELECT DISTINCT ON (row.id) \(firstAndLast) FROM \(rows(.callStarted)) ORDER BY row.id, row.streams
        ON CONFLICT (id) DO UPDATE SET streams = excluded.streams, instance = excluded.instance, ended_at = NULL,
          outcome = NULL, termination = NULL, termination_result = NULL, termination_detail = NULL, updated_at = now()
        WHERE c.streams < excluded.streams
        """

    private static let firstAndLast = OutboxRow.Kind.callStarted.columns.map { column in
        switch column.name {
        case "streams": "max(row.streams) OVER (PARTITION BY row.id)"
        case "instance": "first_value(row.instance) OVER (PARTITION BY row.id ORDER BY row.streams DESC)"
        default: "row.\(column.name)"
        }
    }.joined(separator: ", ")

    /// Writes a transfer, which its first step makes. One of a tenant that is not in the database is left out: nothing
    /// refers to it, and the call's own record says how it ended.
    private static let transfer = """
        INSERT INTO transfers (id, tenant_id, call_id, queue, urgency, number, created_at)
        SELECT DISTINCT ON (row.id) row.id, row.tenant_id, row.call_id, row.queue, row.urgency, row.number, row.ts
        FROM \(rows(.transfer)) JOIN tenants t ON t.id = row.tenant_id ORDER BY row.id, row.ts
        ON CONFLICT (id) DO NOTHING
        """

    private static let transferSteps = """
        INSERT INTO transfer_steps (transfer_id, status, ts, detail)
        SELECT row.id, row.status, row.ts, row.detail
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) AS row (id, status, ts, detail)
        JOIN transfers t ON t.id = row.id
        ON CONFLICT (transfer_id, status) DO NOTHING
        """

    private static let transferStatus = """
        UPDATE transfers SET status = last.status
        FROM (
          SELECT DISTINCT ON (transfer_id) transfer_id, status FROM transfer_steps
          WHERE transfer_id = ANY ($1::uuid[]) ORDER BY transfer_id, ts DESC
        ) AS last
        WHERE transfers.id = last.transfer_id AND transfers.status <> last.status
        """

    private static let summary = """
        INSERT INTO call_summaries AS s (\(names(.summary)))
        SELECT DISTINCT ON (call_id) call_id, tenant_id, summary_json, score_lead_quality,
          ARRAY(SELECT jsonb_array_elements_text(next_actions)),
          ARRAY(SELECT jsonb_array_elements_text(properties_mentioned)), outcome, source, model
        FROM \(rows(.summary)) ORDER BY call_id, source
        ON CONFLICT (call_id) DO UPDATE SET summary_json = excluded.summary_json,
          score_lead_quality = excluded.score_lead_quality, next_actions = excluded.next_actions,
          properties_mentioned = excluded.properties_mentioned, outcome = excluded.outcome, source = excluded.source,
          model = excluded.model
        WHERE s.source = 'record' OR excluded.source = 'model'
        """

    /// Writes callbacks for lost leads: one row for each call, none if the caller has been seen to, and one an hour for
    /// a caller who was refused again and again, also among rows that come together.
    private static let lostLead = """
        INSERT INTO callbacks (id, call_id, tenant_id, phone, notes, created_at, reason, source)
        SELECT id, call_id, tenant_id, phone, notes, created_at, 'general_question', 'record'
        FROM (
          SELECT DISTINCT ON (CASE WHEN repeats <> 0 THEN tenant_id || ' ' || phone ELSE call_id::text END) *
          FROM \(rows(.lostLead))
          ORDER BY CASE WHEN repeats <> 0 THEN tenant_id || ' ' || phone ELSE call_id::text END, created_at
        ) AS lost
        WHERE EXISTS (SELECT 1 FROM tenants t WHERE t.id = lost.tenant_id)
          AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.call_id = lost.call_id)
          AND NOT EXISTS (SELECT 1 FROM showings s WHERE s.call_id = lost.call_id AND s.status <> 'cancelled')
          AND NOT EXISTS (
            SELECT 1 FROM transfers t WHERE t.call_id = lost.call_id AND t.status NOT IN ('unanswered', 'failed'))
          AND (lost.repeats = 0 OR NOT EXISTS (
            SELECT 1 FROM callbacks b WHERE b.tenant_id = lost.tenant_id AND b.phone = lost.phone
              AND b.source = 'record' AND b.status = 'open' AND b.created_at > lost.created_at - INTERVAL '1 hour'))
        ON CONFLICT DO NOTHING
        """

    private static let outcomes = """
        UPDATE calls SET outcome = row.outcome, updated_at = now()
        FROM unnest($1::uuid[], $2::text[]) AS row (id, outcome)
        WHERE calls.id = row.id AND row.outcome IS NOT NULL AND calls.outcome IS DISTINCT FROM row.outcome
        """
}

extension OutboxRow.Column.Kind {
    fileprivate func takes(_ cell: OutboxRow.Cell) -> Bool {
        switch (self, cell) {
        case (_, .null), (.integer, .integer), (.timestamp, .integer): true
        case (.uuid, .text), (.text, .text), (.json, .text), (.numeric, .text): true
        default: false
        }
    }

    /// The values of one column. A row of an older version is shorter: what it lacks is NULL.
    fileprivate func array(_ rows: [OutboxRow], _ index: Int) -> PostgresValue {
        switch self {
        case .integer: .intArray(rows.map { $0.integer(index) })
        case .timestamp: .timestampArray(rows.map { $0.integer(index) })
        case .uuid: .uuidArray(rows.map { $0.text(index) })
        case .text: .textArray(rows.map { $0.text(index) })
        case .json: .jsonArray(rows.map { $0.text(index) })
        case .numeric: .numericArray(rows.map { $0.text(index) })
        }
    }
}

extension OutboxRow {
    fileprivate func integer(_ index: Int) -> Int64? {
        guard index < cells.count, case .integer(let value) = cells[index] else { return nil }
        return value
    }

    fileprivate func text(_ index: Int) -> String? {
        guard index < cells.count, case .text(let value) = cells[index] else { return nil }
        return value
    }
}
