import CoraCall
import CoraStore

extension OutboxRow {
    /// Makes the row of the callback that a lost lead leaves. The writer writes one for each call, and none if a
    /// callback, showing or transfer of the call is in the database by then.
    /// - Parameter time: the time, in microseconds since 1970 (UTC).
    package init(_ lead: LostLead, at time: Int64) {
        self.init(
            .lostLead,
            [
                .text(RowID.make(at: time)), .text(lead.callID), .text(lead.tenantID), .text(lead.phone),
                .text(lead.notes), .integer(time), .integer(lead.repeats ? 1 : 0),
            ])
    }
}
