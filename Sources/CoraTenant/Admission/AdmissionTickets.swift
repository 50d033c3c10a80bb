/// Tickets in the order in which they were given out, which is the order in which they expire, since all have the same
/// life. After the setting was shortened, a ticket with the longer life may hold back those behind it until it expires.
struct AdmissionTickets: Sendable {
    private var entries: [(slot: AdmissionStateMachine.Slot, until: CallInstant)] = []
    private var first = 0

    /// Adds a ticket that expires at `until`.
    mutating func add(_ slot: AdmissionStateMachine.Slot, until: CallInstant) {
        entries.append((slot, until))
    }

    /// Takes out the first ticket if it has expired.
    mutating func next(at now: CallInstant) -> AdmissionStateMachine.Slot? {
        guard first < entries.count, entries[first].until <= now else { return nil }
        defer {
            first += 1
            if first * 2 > entries.count {
                entries.removeFirst(first)
                first = 0
            }
        }
        return entries[first].slot
    }
}
