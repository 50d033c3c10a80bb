package import CoraCall
import CoraStore

extension OutboxRow {
    /// Makes the row of the callback that a lost lead leaves. The writer writes one for each call, and none if a
    /// callback, showing or transfer of the call is in the database by then.
    package init(_ lead: LostLead, at time: WallTime) {
        self.init(
            .lostLead,
            [
                .text(RowID.make(at: time.microseconds)), .text(lead.callID), .text(lead.tenantID), .text(lead.phone),
                .text(lead.notes), .integer(time.microseconds), .integer(lead.repeats ? 1 : 0),
            ])
    }
}
