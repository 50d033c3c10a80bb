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
    }

    /// A column and how its values are spelled as an array.
    package struct Column: Sendable, Equatable {
        /// The type of the array that carries the column.
        package enum Kind: String, Sendable {
            case uuid, text, integer = "int8", timestamp = "timestamptz", json = "jsonb", numeric
        }

        /// The column's name.
        package var name: String
        /// The type of its values on the way to the server.
        package var kind: Kind

        init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }
}

extension OutboxRow {
    /// The id of the call it belongs to; nil for a row of an unknown kind.
    package var call: String? {
        guard let kind = Kind(rawValue: kind) else { return nil }
        let place =
            switch kind {
            case .callStarted, .callEnded, .summary: 0
            case .turn, .tool, .usage, .claim, .lostLead: 1
            case .transfer: 2
            }
        guard place < cells.count, case .text(let id) = cells[place] else { return nil }
        return id
    }
}

extension OutboxRow.Kind {
    /// The columns, in the order of a row's cells.
    package var columns: [OutboxRow.Column] {
        switch self {
        case .callStarted: Self.callStartedColumns
        case .turn: Self.turnColumns
        case .tool: Self.toolColumns
        case .usage: Self.usageColumns
        case .callEnded: Self.callEndedColumns
        case .summary: Self.summaryColumns
        case .claim: Self.claimColumns
        case .lostLead: Self.lostLeadColumns
        case .transfer: Self.transferColumns
        }
    }

    private static let callStartedColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("tenant_id", .text), .init("twilio_sid", .text), .init("started_at", .timestamp),
        .init("caller_number", .text), .init("agent_number", .text), .init("caller_name", .text),
        .init("tenant", .json), .init("model", .text), .init("transcription_model", .text), .init("voice", .text),
        .init("audio_format", .text), .init("greeting", .text), .init("streams", .integer), .init("instance", .text),
    ]

    private static let turnColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("call_id", .uuid), .init("ts", .timestamp), .init("role", .text),
        .init("text", .text), .init("audio_ms", .integer), .init("event_type", .text), .init("raw", .json),
        .init("tenant_id", .text), .init("sequence", .integer), .init("item_id", .text), .init("heard_text", .text),
        .init("cut_ms", .integer), .init("tool_call_id", .text),
    ]

    private static let toolColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("call_id", .uuid), .init("name", .text), .init("args", .json),
        .init("result", .json), .init("duration_ms", .integer), .init("success", .integer),
        .init("tenant_id", .text), .init("ts", .timestamp), .init("sequence", .integer), .init("tool_call_id", .text),
    ]

    private static let usageColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("call_id", .uuid), .init("ts", .timestamp), .init("tenant_id", .text),
        .init("kind", .text), .init("model", .text), .init("audio_in_tokens", .integer),
        .init("audio_in_cached_tokens", .integer), .init("audio_out_tokens", .integer),
        .init("text_in_tokens", .integer), .init("text_in_cached_tokens", .integer),
        .init("text_out_tokens", .integer), .init("transcription_in_tokens", .integer),
        .init("transcription_out_tokens", .integer), .init("transcription_ms", .integer),
        .init("cost_usd", .numeric), .init("instance", .text),
    ]

    private static let callEndedColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("tenant_id", .text), .init("twilio_sid", .text), .init("ended_at", .timestamp),
        .init("caller_number", .text), .init("agent_number", .text), .init("streams", .integer),
        .init("outcome", .text), .init("termination", .text), .init("termination_result", .text),
        .init("termination_detail", .text), .init("frames_in", .integer), .init("frames_out", .integer),
        .init("frames_dropped", .integer), .init("barge_ins", .integer), .init("figures", .json),
    ]

    private static let transferColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("tenant_id", .text), .init("call_id", .uuid), .init("queue", .text),
        .init("urgency", .text), .init("number", .text), .init("status", .text), .init("ts", .timestamp),
        .init("detail", .text),
    ]

    private static let claimColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("call_id", .uuid), .init("ts", .timestamp), .init("tenant_id", .text),
        .init("commitment", .text), .init("sentence", .text), .init("item_id", .text), .init("corrected", .integer),
    ]

    private static let lostLeadColumns: [OutboxRow.Column] = [
        .init("id", .uuid), .init("call_id", .uuid), .init("tenant_id", .text), .init("phone", .text),
        .init("notes", .text), .init("created_at", .timestamp), .init("repeats", .integer),
    ]

    private static let summaryColumns: [OutboxRow.Column] = [
        .init("call_id", .uuid), .init("tenant_id", .text), .init("summary_json", .json),
        .init("score_lead_quality", .integer), .init("next_actions", .json), .init("properties_mentioned", .json),
        .init("outcome", .text), .init("source", .text), .init("model", .text),
    ]
}
