import CoraCall
import CoraTenant
import CoraWire

/// A stream of a call ended: what the call's row in `calls` says then, and the stream's row in `call_streams`.
struct CallEndRow: RecordRow {
    var ticket: CallTicket
    var time: WallTime
    var termination: Termination
    var figures: CallFigures

    static let kind = OutboxRow.Kind.callEnded

    private static let id = RecordColumn.uuid("id", \Self.ticket.callID)

    static let columns: [RecordColumn<Self>] = [
        id,
        .text("tenant_id", \.ticket.tenant.id),
        .text("twilio_sid", \.ticket.callSID),
        .timestamp("ended_at", \.time),
        .text("caller_number", \.ticket.callerNumber),
        .text("agent_number", \.ticket.dialledNumber),
        .integer("streams") { $0.ticket.attempt + 1 },
        .text("outcome", \.termination.label),
        .text("termination", \.termination.label),
        .text("termination_result", \.termination.result.rawValue),
        .text("termination_detail") { "\($0.termination)" },
        .integer("frames_in", \.figures.framesIn),
        .integer("frames_out", \.figures.framesOut),
        .integer("frames_dropped", \.figures.framesDropped),
        .integer("barge_ins", \.figures.bargeIns),
        .json("figures") { .known($0.figures.json) },
    ]

    static let statements = [end, stream, totals]

    /// A call's end is the end of its last stream, and of that stream the latest. A call whose beginning was never
    /// written gets its row here. An outcome that the business has given stays; `process_lost` gives way to what turns
    /// out to have happened.
    private static let end = insert(
        into: "calls AS c",
        own(
            "id", "tenant_id", "twilio_sid", "ended_at", "caller_number", "agent_number", "streams", "outcome",
            "termination", "termination_result", "termination_detail")
            + [("started_at", "row.ended_at"), ("duration_ms", "0"), ("channel", CallStartRow.channel)],
        distinctOn: "row.id",
        """
        ORDER BY row.id, row.streams DESC, row.ended_at DESC
        ON CONFLICT (id) DO UPDATE SET ended_at = greatest(excluded.ended_at, c.started_at),
          duration_ms = greatest(extract(epoch FROM excluded.ended_at - c.started_at) * 1000, 0)::bigint,
          outcome = coalesce(nullif(c.outcome, '\(LostCalls.outcome)'), excluded.outcome),
          \(excluded("streams", "termination", "termination_result", "termination_detail")), updated_at = now()
        WHERE c.streams < excluded.streams
          OR c.streams = excluded.streams AND (c.ended_at IS NULL OR c.ended_at < excluded.ended_at)
        """)

    /// Writes what each stream counted.
    private static let stream = insert(
        into: "call_streams AS s",
        own(
            "tenant_id", "ended_at", "termination", "frames_in", "frames_out", "frames_dropped", "barge_ins",
            "figures") + [("call_id", "row.id"), ("stream", "row.streams")],
        distinctOn: "row.id, row.streams",
        """
        ORDER BY row.id, row.streams, row.ended_at DESC
        ON CONFLICT (call_id, stream) DO UPDATE SET
          \(excluded("ended_at", "termination", "frames_in", "frames_out", "frames_dropped", "barge_ins", "figures"))
        WHERE s.ended_at < excluded.ended_at
        """)

    /// Sets a call's figures to the sums over its streams; of `figures`, the members that are numbers.
    private static let totals = statement(over: [id]) { _ in
        """
        UPDATE calls SET frames_in = t.frames_in, frames_out = t.frames_out, frames_dropped = t.frames_dropped,
          barge_ins = least(t.barge_ins, 2147483647), figures = t.figures, updated_at = now()
        FROM (
          SELECT call_id, sum(frames_in) AS frames_in, sum(frames_out) AS frames_out,
            sum(frames_dropped) AS frames_dropped, sum(barge_ins) AS barge_ins,
            (SELECT jsonb_object_agg(key, total) FROM (
              SELECT key, sum(value::text::numeric) AS total
              FROM call_streams AS one CROSS JOIN LATERAL jsonb_each(one.figures)
              WHERE one.call_id = s.call_id AND jsonb_typeof(one.figures) = 'object'
                AND jsonb_typeof(value) = 'number' GROUP BY key
            ) AS sums) AS figures
          FROM call_streams AS s WHERE call_id = ANY ($1::uuid[]) GROUP BY call_id
        ) AS t
        WHERE calls.id = t.call_id
        """
    }
}

extension CallFigures {
    fileprivate var json: String {
        let json: JSON = [
            "frames_broken": .int(framesBroken), "frames_out_of_order": .int(framesOutOfOrder),
            "deltas_late": .int(deltasLate), "silence_added_ms": .int(silenceAdded),
            "marks_returned": .int(marksReturned), "marks_stray": .int(marksStray),
            "unknown_messages": .int(unknownMessages), "races": .int(races),
        ]
        return json.text
    }
}
