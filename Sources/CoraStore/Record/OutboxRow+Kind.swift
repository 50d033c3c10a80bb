extension OutboxRow {
    /// A table, or a way of writing to one. The numbers stand in the outbox's file and are never given a second
    /// meaning.
    package enum Kind: Int, Sendable, CaseIterable {
        /// A call began: its row in `calls`.
        case callStarted = 1
        /// Something was said: a row in `call_turns`.
        case turn = 2
        /// A tool answered: a row in `tool_calls`.
        case tool = 3
        /// A response or a transcription was billed: a row in `call_usage`, and the call's totals.
        case usage = 4
        /// A call ended: what its row in `calls` says then.
        case callEnded = 5
        /// A call was summed up: its row in `call_summaries`.
        case summary = 6
        /// The agent claimed what no tool had done: a row in `call_claims`.
        case claim = 7
        /// A call came to nothing: a row in `callbacks`, unless the caller has been seen to.
        case lostLead = 8
        /// A step of putting a caller through: a row in `transfer_steps`, and the transfer's own in `transfers`.
        case transfer = 9
        /// The page of a web session has measured something: its row in `call_page_figures`.
        case pageFigures = 10

        /// The type that makes rows of the kind, names their columns and writes them.
        var row: any RecordRow.Type {
            switch self {
            case .callStarted: CallStartRow.self
            case .turn: TurnRow.self
            case .tool: ToolRow.self
            case .usage: UsageRow.self
            case .callEnded: CallEndRow.self
            case .summary: SummaryRow.self
            case .claim: ClaimRow.self
            case .lostLead: LostLeadRow.self
            case .transfer: TransferRow.self
            case .pageFigures: PageFiguresRow.self
            }
        }

        /// The columns, in the order of a row's cells.
        package var columns: [Column] { RecordTable.of(rawValue)?.columns ?? [] }
    }

    /// A column and how its values are spelled as an array.
    package struct Column: Sendable, Equatable {
        /// What a column's values are.
        package enum Kind: String, Sendable {
            case uuid, text, integer = "int8", timestamp = "timestamptz", json = "jsonb", numeric
            /// 0 or 1 on the way to the server, `bool` in the table.
            case flag

            /// The type of one value on the way to the server.
            var type: String { self == .flag ? Self.integer.rawValue : rawValue }
        }

        /// The column's name.
        package var name: String
        /// What its values are.
        package var kind: Kind

        /// The column of `row` as the table takes it.
        var value: String { kind == .flag ? "row.\(name) <> 0" : "row.\(name)" }
    }

    /// The id of the call it belongs to; nil for a row of an unknown kind.
    package var call: String? { RecordTable.of(kind).flatMap { text($0.callPlace) } }
}
