import CoraPostgres
import Foundation
import GRDB

/// A row of an outbox of commit 570ec00, read by code that shares nothing with the store's.
struct FormerRow {
    enum Cell: Equatable {
        case null
        case integer(Int64)
        case text(String)
    }

    /// Kinds and columns as commit 570ec00 had them, in the order of the cells on disk.
    static let columns: [Int: (kind: String, names: [String])] = [
        1: (
            "callStarted",
            [
                "id", "tenant_id", "twilio_sid", "started_at", "caller_number", "agent_number", "caller_name", "tenant",
                "model", "transcription_model", "voice", "audio_format", "greeting", "streams", "instance",
            ]
        ),
        2: (
            "turn",
            [
                "id", "call_id", "ts", "role", "text", "audio_ms", "event_type", "raw", "tenant_id", "sequence",
                "item_id", "heard_text", "cut_ms", "tool_call_id",
            ]
        ),
        3: (
            "tool",
            [
                "id", "call_id", "name", "args", "result", "duration_ms", "success", "tenant_id", "ts", "sequence",
                "tool_call_id",
            ]
        ),
        4: (
            "usage",
            [
                "id", "call_id", "ts", "tenant_id", "kind", "model", "audio_in_tokens", "audio_in_cached_tokens",
                "audio_out_tokens", "text_in_tokens", "text_in_cached_tokens", "text_out_tokens",
                "transcription_in_tokens", "transcription_out_tokens", "transcription_ms", "cost_usd", "instance",
            ]
        ),
        5: (
            "callEnded",
            [
                "id", "tenant_id", "twilio_sid", "ended_at", "caller_number", "agent_number", "streams", "outcome",
                "termination", "termination_result", "termination_detail", "frames_in", "frames_out", "frames_dropped",
                "barge_ins", "figures",
            ]
        ),
        6: (
            "summary",
            [
                "call_id", "tenant_id", "summary_json", "score_lead_quality", "next_actions", "properties_mentioned",
                "outcome", "source", "model",
            ]
        ),
        7: ("claim", ["id", "call_id", "ts", "tenant_id", "commitment", "sentence", "item_id", "corrected"]),
        8: ("lostLead", ["id", "call_id", "tenant_id", "phone", "notes", "created_at", "repeats"]),
        9: (
            "transfer",
            ["id", "tenant_id", "call_id", "queue", "urgency", "number", "status", "ts", "detail"]
        ),
    ]

    let kind: Int
    private let cells: [Cell]

    /// The name of the kind.
    var name: String { Self.columns[kind]?.kind ?? "?" }
    /// The names of the columns, in order.
    var columns: [String] { Self.columns[kind]?.names ?? [] }

    subscript(column: String) -> Cell {
        columns.firstIndex(of: column).map { cells[$0] } ?? .null
    }

    /// The column's text; empty if it has none.
    func text(_ column: String) -> String {
        if case .text(let text) = self[column] { text } else { "" }
    }

    /// The column's number; zero if it has none.
    func number(_ column: String) -> Int64 {
        if case .integer(let number) = self[column] { number } else { 0 }
    }

    /// The rows in an outbox's file, in line.
    static func read(_ file: String) throws -> [FormerRow] {
        try DatabaseQueue(path: file).read { database in
            try Data.fetchAll(database, sql: "SELECT payload FROM chunk ORDER BY first").flatMap { payload in
                var bytes = ArraySlice(payload)
                var rows: [FormerRow] = []
                while !bytes.isEmpty { rows.append(take(&bytes)) }
                return rows
            }
        }
    }

    private static func take(_ bytes: inout ArraySlice<UInt8>) -> FormerRow {
        _ = number(&bytes, width: 4)
        let kind = Int(number(&bytes, width: 2))
        let count = number(&bytes, width: 2)
        let cells = (0..<count).map { _ -> Cell in
            switch number(&bytes, width: 1) {
            case 1: .integer(Int64(bitPattern: number(&bytes, width: 8)))
            case 3:
                {
                    let length = Int(number(&bytes, width: 4))
                    defer { bytes = bytes.dropFirst(length) }
                    return .text(String(decoding: bytes.prefix(length), as: UTF8.self))
                }()
            default: .null
            }
        }
        return FormerRow(kind: kind, cells: cells)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, width: Int) -> UInt64 {
        defer { bytes = bytes.dropFirst(width) }
        return bytes.prefix(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The tables that rows have landed in, compared with the rows column by column.
struct LandedRecord {
    let pool: PostgresPool

    /// The columns of the table that do not hold what the row says, by name.
    /// - Parameters:
    ///   - names: columns of the row; with a colon, the row's and the table's name for it.
    ///   - key: what finds the table's row: a column of the table, and one of the former row.
    func differences(
        _ row: FormerRow, _ table: String, _ names: [String], key: [(String, String)]
    ) async throws -> [String] {
        let types = try await types(of: table)
        var parameters: [PostgresValue] = []
        let compare = { (column: String, name: String, types: [String: String]) -> String in
            switch row[name] {
            case .null: parameters.append(.null)
            case .integer(let number): parameters.append(.int(number))
            case .text(let text): parameters.append(.text(text))
            }
            return "\(column) IS NOT DISTINCT FROM \(Self.value("$\(parameters.count)", types[column] ?? "?"))"
        }
        let pairs = names.map { name in
            let parts = name.split(separator: ":").map(String.init)
            return (column: parts[parts.count - 1], name: parts[0])
        }
        let columns = pairs.map { "\(compare($0.column, $0.name, types)) AS \($0.column)" }.joined(separator: ", ")
        let condition = key.map { compare($0.0, $0.1, types) }.joined(separator: " AND ")
        let found = try await pool.query("SELECT \(columns) FROM \(table) WHERE \(condition)", parameters).rows
        guard found.count == 1 else { return ["\(table): \(found.count) rows for \(row.text(key[0].1))"] }
        return pairs.filter { found[0][$0.column] != "t" }.map { "\(table).\($0.column)" }
    }

    private func types(of table: String) async throws -> [String: String] {
        let rows = try await pool.query(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
            [.text(table)]
        ).rows
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["column_name"] ?? "", $0["data_type"] ?? "") })
    }

    /// A value of the outbox as the table's type has it.
    private static func value(_ parameter: String, _ type: String) -> String {
        switch type {
        case "timestamp with time zone": "timestamptz 'epoch' + \(parameter)::bigint * interval '1 microsecond'"
        case "boolean": "(\(parameter)::bigint <> 0)"
        case "ARRAY": "ARRAY(SELECT jsonb_array_elements_text(\(parameter)::text::jsonb))"
        case "integer", "bigint": "\(parameter)::bigint"
        default: "\(parameter)::text::\(type)"
        }
    }

    /// Every row of every table, but for the times of changes.
    func everything() async throws -> [String: String] {
        let tables = try await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").rows
        var all: [String: String] = [:]
        for table in tables.compactMap({ $0["tablename"] }) {
            all[table] = try await pool.query(
                """
                SELECT string_agg(line, chr(10) ORDER BY line) AS lines
                FROM (SELECT (to_jsonb(t) - 'updated_at')::text AS line FROM \(table) t) AS all_lines
                """
            ).first?["lines"]
        }
        return all
    }
}
