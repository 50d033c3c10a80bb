import CoraCall
import CoraTenant

/// A call or another stream of it began: its row in `calls`.
struct CallStartRow: RecordRow {
    var ticket: CallTicket
    var time: WallTime
    /// The model that speaks.
    var model: String
    /// The model that writes down what the caller says.
    var transcriptionModel: String
    /// The process that has the call (`Outbox.instance`).
    var instance: String?

    static let kind = OutboxRow.Kind.callStarted

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.ticket.callID),
        .text("tenant_id", \.ticket.tenant.id),
        .text("twilio_sid", \.ticket.callSID),
        .timestamp("started_at", \.time),
        .text("caller_number", \.ticket.callerNumber),
        .text("agent_number", \.ticket.dialledNumber),
        .text("caller_name", \.ticket.callerName),
        .json("tenant") { .known(TenantSnapshot.text(of: $0.ticket.tenant)) },
        .text("model", \.model),
        .text("transcription_model", \.transcriptionModel),
        .text("voice", \.ticket.tenant.voice),
        .text("audio_format", \.ticket.tenant.encoding.rawValue),
        .text("greeting", \.ticket.greeting),
        .integer("streams") { $0.ticket.attempt + 1 },
        .text("instance", \.instance),
        .text("channel", \.ticket.caller.channel.rawValue),
    ]

    /// The channel of a row, as it follows from its caller: rows of an older version do not name it.
    static let channel = "CASE WHEN row.caller_number = 'web' THEN 'web' ELSE 'telephone' END"

    /// Begins a call, or opens it again if a later stream begins; an earlier stream, or the same one twice, changes
    /// nothing. If several streams come together, the first says how the call began, and the last where it is.
    static let statements = [
        insert(
            into: "calls AS c",
            own(spelling: [
                "streams": "max(row.streams) OVER (PARTITION BY row.id)",
                "instance": "first_value(row.instance) OVER (PARTITION BY row.id ORDER BY row.streams DESC)",
                "channel": "coalesce(row.channel, \(channel))",
            ]), distinctOn: "row.id",
            """
            ORDER BY row.id, row.streams
            ON CONFLICT (id) DO UPDATE SET \(excluded("streams", "instance")), ended_at = NULL, outcome = NULL,
              termination = NULL, termination_result = NULL, termination_detail = NULL, updated_at = now()
            WHERE c.streams < excluded.streams
            """)
    ]
}
