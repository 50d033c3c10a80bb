import CoraCall
import CoraWire
import NIOCore

/// Something was said, or a tool answered: a row in `call_turns`.
struct TurnRow: RecordRow {
    var stamp: RowStamp
    /// `user`, `assistant` or `tool`.
    var role: String
    /// All that was said, or what the tool answered.
    var text: String
    /// Its length in milliseconds.
    var saidMilliseconds: Int?
    /// The type of the model's event that brought it.
    var eventType: String
    /// That event, or the model's call of the tool.
    var raw: RecordJSON?
    /// Its place among all turns of the call.
    var place: Int?
    /// The model's id of the item.
    var item: String?
    /// What was heard of it, if it was cut.
    var heard: String?
    /// After how many milliseconds it was cut.
    var cutMilliseconds: Int?
    /// The model's id of the tool call.
    var toolCallID: String?

    static let kind = OutboxRow.Kind.turn

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.stamp.id),
        .uuid("call_id", \.stamp.callID),
        .timestamp("ts", \.stamp.time),
        .text("role", \.role),
        .text("text", \.text),
        .integer("audio_ms", \.saidMilliseconds),
        .text("event_type", \.eventType),
        .json("raw", \.raw),
        .text("tenant_id", \.stamp.tenantID),
        .integer("sequence", \.place),
        .text("item_id", \.item),
        .text("heard_text", \.heard),
        .integer("cut_ms", \.cutMilliseconds),
        .text("tool_call_id", \.toolCallID),
    ]

    /// Inserts turns row by row, and passes over those that are there.
    static let insertion = insert(into: "call_turns")

    static let statements = [insertion]

    /// Copies turns of which none is there yet (`TurnCopy`).
    static let copy = "COPY call_turns (\(columns.map(\.column.name).joined(separator: ", "))) FROM STDIN"
}

extension TurnRow {
    /// Makes the row of what was said.
    init(_ turn: Turn, _ stamp: RowStamp) {
        self.init(
            stamp: stamp, role: turn.role.rawValue, text: turn.text, saidMilliseconds: turn.saidMilliseconds,
            eventType: turn.event?.type ?? turn.role.eventType, raw: turn.event.map { .event($0.raw) },
            place: CallRows.place(turn.sequence, stamp.ticket), item: turn.item,
            heard: turn.cutMilliseconds == nil ? nil : turn.heard, cutMilliseconds: turn.cutMilliseconds)
    }

    /// Makes the row of a tool's answer, from which a conversation is rebuilt.
    init(_ invocation: ToolInvocation, _ outcome: ToolOutcome, _ stamp: RowStamp, place: Int?) {
        self.init(
            stamp: stamp, role: "tool", text: outcome.envelope, eventType: "conversation.item.create",
            raw: .known(Self.json(of: invocation)), place: place, toolCallID: invocation.id)
    }

    /// The model's call as JSON, with the arguments to the letter, which `jsonb` does not keep.
    private static func json(of invocation: ToolInvocation) -> String {
        var buffer = ByteBuffer()
        buffer.writeString(#"{"type":"function_call","name":"#)
        JSON.escape(invocation.name, into: &buffer)
        buffer.writeString(#","arguments":"#)
        JSON.escape(invocation.arguments, into: &buffer)
        buffer.writeString("}")
        return String(buffer: buffer)
    }
}

extension Turn.Role {
    /// The type of the model's event that brought these words.
    fileprivate var eventType: String {
        switch self {
        case .user: "conversation.item.input_audio_transcription.completed"
        case .assistant: "response.output_audio_transcript.done"
        }
    }
}
