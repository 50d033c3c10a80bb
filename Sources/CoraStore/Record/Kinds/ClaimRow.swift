import CoraCall

/// The agent claimed what no tool had done: a row in `call_claims`.
struct ClaimRow: RecordRow {
    var stamp: RowStamp
    var claim: UnbackedClaim

    static let kind = OutboxRow.Kind.claim

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.stamp.id),
        .uuid("call_id", \.stamp.callID),
        .timestamp("ts", \.stamp.time),
        .text("tenant_id", \.stamp.tenantID),
        .text("commitment", \.claim.commitment.rawValue),
        .text("sentence", \.claim.sentence),
        .text("item_id", \.claim.item),
        .flag("corrected", \.claim.isCorrected),
    ]

    static let statements = [insert(into: "call_claims")]
}
