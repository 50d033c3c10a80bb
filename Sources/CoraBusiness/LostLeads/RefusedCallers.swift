package import CoraCall
package import CoraStore
package import CoraTenant

/// Notes callers who were turned away, so that the business can call them back.
package struct RefusedCallers: Sendable {
    private let wall: @Sendable () -> WallTime
    private let keep: @Sendable (OutboxRow) -> Bool

    /// - Parameter keep: takes a row at once, as `Outbox.accept` does; false if it cannot.
    package init(wall: @escaping @Sendable () -> WallTime, keep: @escaping @Sendable (OutboxRow) -> Bool) {
        self.wall = wall
        self.keep = keep
    }

    /// Notes a caller who was turned away. Does not block.
    /// - Parameter reason: why, in words that follow "because".
    /// - Returns: false if the outbox is full, or the caller has no number: they are not noted.
    package func note(_ ticket: CallTicket, because reason: String) -> Bool {
        guard let lead = LostLead(refused: ticket, because: reason) else { return false }
        return keep(OutboxRow(lead, at: wall()))
    }
}
