import CoraTenant
import CoraWire

/// What the page of a web session has measured: its row in `call_page_figures`. A later one replaces it.
struct PageFiguresRow: RecordRow {
    var stamp: RowStamp
    var figures: PageFigures

    static let kind = OutboxRow.Kind.pageFigures

    static let columns: [RecordColumn<Self>] = [
        .uuid("call_id", \.stamp.callID),
        .text("tenant_id", \.stamp.tenantID),
        .timestamp("ts", \.stamp.time),
        .text("media", \.figures.media?.rawValue),
        .integer("first_audio_ms", \.figures.firstAudio?.milliseconds),
        .json("turn_ms") { Self.list($0.figures.turns) },
        .json("barge_in_ms") { Self.list($0.figures.bargeIns) },
        .integer("gaps", \.figures.gaps),
        .integer("gap_ms", \.figures.gapTime?.milliseconds),
        .integer("jitter_ms", \.figures.jitter?.milliseconds),
        .integer("lost", \.figures.lost),
        .integer("received", \.figures.received),
        .integer("round_trip_ms", \.figures.roundTrip?.milliseconds),
    ]

    static let statements = [
        insert(
            into: "call_page_figures AS f",
            own(spelling: ["turn_ms": array("turn_ms"), "barge_in_ms": array("barge_in_ms")]),
            distinctOn: "row.call_id",
            """
            ORDER BY row.call_id, row.ts DESC
            ON CONFLICT (call_id) DO UPDATE SET
              \(excluded("ts", "media", "first_audio_ms", "turn_ms", "barge_in_ms", "gaps", "gap_ms", "jitter_ms")),
              \(excluded("lost", "received", "round_trip_ms"))
            WHERE f.ts < excluded.ts
            """)
    ]

    private static func list(_ spans: [CallDuration]) -> RecordJSON {
        .known(JSON.array(spans.map { .int($0.milliseconds) }).text)
    }

    private static func array(_ column: String) -> String {
        "ARRAY(SELECT jsonb_array_elements_text(row.\(column))::int)"
    }
}
