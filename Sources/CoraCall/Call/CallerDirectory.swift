/// Knows what a business has of its callers.
package protocol CallerDirectory: Sendable {
    /// What is known of a ticket's caller; nil if nothing can be said in time. Bounded: the caller waits for it.
    func history(for ticket: CallTicket) async -> CallerHistory?
}
