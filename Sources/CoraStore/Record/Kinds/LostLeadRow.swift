import CoraCall
package import CoraTenant

/// A caller whom the business has to call back because the call came to nothing: it broke off after they had given a
/// name, a number or a wish, it was refused, or the agent promised what no tool had done.
package struct LostLead: Sendable, Equatable {
    /// Our own id of the call.
    package var callID: String
    /// The tenant's id.
    package var tenantID: String
    /// The number to call: E.164, or the digits that the caller gave if their number is withheld.
    package var phone: String
    /// What the caller said, and how the call ended, in words.
    package var notes: String
    /// Whether a row is left out if the caller has an open one from the last hour: a caller who was refused tries again
    /// and again.
    package var repeats: Bool

    package init(callID: String, tenantID: String, phone: String, notes: String, repeats: Bool) {
        self.callID = callID
        self.tenantID = tenantID
        self.phone = phone
        self.notes = notes
        self.repeats = repeats
    }
}

extension OutboxRow {
    /// Makes the row of the callback that a lost lead leaves. The writer writes one for each call, and none if a
    /// callback, showing or transfer of the call is in the database by then.
    package init(_ lead: LostLead, at time: WallTime) {
        self = LostLeadRow(id: RowID.make(at: time), lead: lead, time: time).stored
    }
}

/// A call came to nothing: a row in `callbacks`, unless the caller has been seen to.
struct LostLeadRow: RecordRow {
    var id: String
    var lead: LostLead
    var time: WallTime

    static let kind = OutboxRow.Kind.lostLead

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.id),
        .uuid("call_id", \.lead.callID),
        .text("tenant_id", \.lead.tenantID),
        .text("phone", \.lead.phone),
        .text("notes", \.lead.notes),
        .timestamp("created_at", \.time),
        .flag("repeats", \.lead.repeats),
    ]

    private static let lead =
        "CASE WHEN row.repeats <> 0 THEN row.tenant_id || ' ' || row.phone ELSE row.call_id::text END"

    /// Writes callbacks for lost leads: one row for each call, none if the caller has been seen to, and one an hour for
    /// a caller who was refused again and again, also among rows that come together.
    static let statements = [
        insert(
            into: "callbacks",
            own("id", "call_id", "tenant_id", "phone", "notes", "created_at")
                + [("reason", "'general_question'"), ("source", "'record'")],
            from: { rows in
                "(SELECT DISTINCT ON (\(lead)) * FROM \(rows) ORDER BY \(lead), row.created_at) AS row"
            },
            """
            WHERE EXISTS (SELECT 1 FROM tenants t WHERE t.id = row.tenant_id)
              AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.call_id = row.call_id)
              AND NOT EXISTS (SELECT 1 FROM showings s WHERE s.call_id = row.call_id AND s.status <> 'cancelled')
              AND NOT EXISTS (
                SELECT 1 FROM transfers t WHERE t.call_id = row.call_id AND t.status NOT IN ('unanswered', 'failed'))
              AND (row.repeats = 0 OR NOT EXISTS (
                SELECT 1 FROM callbacks b WHERE b.tenant_id = row.tenant_id AND b.phone = row.phone
                  AND b.source = 'record' AND b.status = 'open' AND b.created_at > row.created_at - INTERVAL '1 hour'))
            ON CONFLICT DO NOTHING
            """)
    ]
}
