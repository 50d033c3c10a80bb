import CoraWire

/// A call was summed up: its row in `call_summaries`, and the call's outcome.
struct SummaryRow: RecordRow {
    var callID: String
    var tenantID: String
    var summary: CallSummary

    static let kind = OutboxRow.Kind.summary

    private static let callID = RecordColumn.uuid("call_id", \Self.callID)
    private static let outcome = RecordColumn.text("outcome", \Self.summary.outcome)

    static let columns: [RecordColumn<Self>] = [
        callID,
        .text("tenant_id", \.tenantID),
        .json("summary_json") { .foreign($0.summary.json) },
        .integer("score_lead_quality", \.summary.leadQuality),
        .json("next_actions") { .known(JSON.array($0.summary.nextActions.map(JSON.string)).text) },
        .json("properties_mentioned") { .known(JSON.array($0.summary.properties.map(JSON.string)).text) },
        outcome,
        .text("source", \.summary.source.rawValue),
        .text("model", \.summary.model),
    ]

    static let statements = [
        insert(
            into: "call_summaries AS s",
            own(spelling: [
                "next_actions": "ARRAY(SELECT jsonb_array_elements_text(row.next_actions))",
                "properties_mentioned": "ARRAY(SELECT jsonb_array_elements_text(row.properties_mentioned))",
            ]), distinctOn: "row.call_id",
            """
            ORDER BY row.call_id, row.source
            ON CONFLICT (call_id) DO UPDATE SET
              \(excluded("summary_json", "score_lead_quality", "next_actions", "properties_mentioned")),
              \(excluded("outcome", "source", "model"))
            WHERE s.source = 'record' OR excluded.source = 'model'
            """),
        statement(over: [callID, outcome]) { rows in
            """
            UPDATE calls SET outcome = row.outcome, updated_at = now() FROM \(rows)
            WHERE calls.id = row.call_id AND row.outcome IS NOT NULL AND calls.outcome IS DISTINCT FROM row.outcome
            """
        },
    ]
}

extension OutboxRow {
    /// Makes the row of a call's summary. A later one replaces it, except that the record's never replaces the model's.
    package init(_ summary: CallSummary, call: String, tenant: String) {
        self = SummaryRow(callID: call, tenantID: tenant, summary: summary).stored
    }
}
