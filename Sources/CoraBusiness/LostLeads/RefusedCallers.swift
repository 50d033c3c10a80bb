package import CoraCall
package import CoraStore

/// Notes callers who were turned away, so that the business can call them back.
package struct RefusedCallers: RefusalWitness {
    private let now: @Sendable () -> Int64
    private let keep: @Sendable (OutboxRow) -> Bool

    /// - Parameters:
    ///   - now: the wall clock, in microseconds since 1970 (UTC).
    ///   - keep: takes a row at once, as `Outbox.accept` does; false if it cannot.
    package init(now: @escaping @Sendable () -> Int64, keep: @escaping @Sendable (OutboxRow) -> Bool) {
        self.now = now
        self.keep = keep
    }

    /// Notes a caller who was turned away. Does not block.
    /// - Returns: false if the outbox is full, or the number is withheld: the caller is not noted.
    package func refused(_ ticket: CallTicket, because reason: String) -> Bool {
        guard let lead = LostLead(refused: ticket, because: reason) else { return false }
        return keep(OutboxRow(lead, at: now()))
    }
}
