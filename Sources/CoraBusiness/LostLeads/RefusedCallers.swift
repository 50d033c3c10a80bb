package import CoraCall
package import CoraStore

/// Sees to it that callers who were turned away can be called back.
package struct RefusedCallers: RefusalWitness {
    private let now: @Sendable () -> Int64
    private let keep: @Sendable (OutboxRow) -> Bool

    /// - Parameters:
    ///   - now: the wall clock, in microseconds since 1970 (UTC).
    ///   - keep: takes the row, as `Outbox.accept` does: at once, false if it cannot.
    package init(now: @escaping @Sendable () -> Int64, keep: @escaping @Sendable (OutboxRow) -> Bool) {
        self.now = now
        self.keep = keep
    }

    /// Takes down a caller who was turned away. At once; where the outbox is full nothing more can be done for them.
    package func refused(_ ticket: CallTicket, because reason: String) -> Bool {
        guard let lead = LostLead(refused: ticket, because: reason) else { return false }
        return keep(OutboxRow(lead, at: now()))
    }
}
