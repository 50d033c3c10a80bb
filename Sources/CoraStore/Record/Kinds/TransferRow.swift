import CoraCall
import CoraTenant

/// A step of putting a caller through: a row in `transfer_steps`, and the transfer's own in `transfers`.
struct TransferRow: RecordRow {
    var ticket: CallTicket
    var step: TransferStep
    var time: WallTime

    static let kind = OutboxRow.Kind.transfer

    private static let id = RecordColumn<Self>.uuid("id") { RowID.transfer(of: $0.ticket) }

    static let columns: [RecordColumn<Self>] = [
        id,
        .text("tenant_id", \.ticket.tenant.id),
        .uuid("call_id", \.ticket.callID),
        .text("queue", \.step.order.queue.rawValue),
        .text("urgency") { $0.step.order.isUrgent ? "urgent" : "normal" },
        .text("number", \.step.order.number),
        .text("status", \.step.status.rawValue),
        .timestamp("ts", \.time),
        .text("detail") { $0.step.detail.map { String($0.prefix(500)) } },
    ]

    static let statements = [transfer, steps, status]

    /// Writes a transfer, which its first step makes. One of a tenant that is not in the database is left out: nothing
    /// refers to it, and the call's own record says how it ended.
    private static let transfer = insert(
        into: "transfers",
        own("id", "tenant_id", "call_id", "queue", "urgency", "number") + [("created_at", "row.ts")],
        distinctOn: "row.id",
        """
        JOIN tenants t ON t.id = row.tenant_id ORDER BY row.id, row.ts
        ON CONFLICT (id) DO NOTHING
        """)

    private static let steps = insert(
        into: "transfer_steps", own("status", "ts", "detail") + [("transfer_id", "row.id")],
        "JOIN transfers t ON t.id = row.id ON CONFLICT (transfer_id, status) DO NOTHING")

    /// Sets a transfer's status to its last step.
    private static let status = statement(over: [id]) { _ in
        """
        UPDATE transfers SET status = last.status
        FROM (
          SELECT DISTINCT ON (transfer_id) transfer_id, status FROM transfer_steps
          WHERE transfer_id = ANY ($1::uuid[]) ORDER BY transfer_id, ts DESC
        ) AS last
        WHERE transfers.id = last.transfer_id AND transfers.status <> last.status
        """
    }
}
