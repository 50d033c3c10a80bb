/// Looks up what a business knows of its callers.
package protocol CallerDirectory: Sendable {
    /// What the business knows of a ticket's caller; nil if nothing, or if the look-up takes too long. The
    /// implementation bounds the time, because the caller waits.
    func history(for ticket: CallTicket) async -> CallerHistory?
}
