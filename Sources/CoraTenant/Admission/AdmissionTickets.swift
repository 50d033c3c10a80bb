/// Tickets in the order in which they expire. Nearly all have the same life, so that a new one nearly always comes last.
struct AdmissionTickets: Sendable {
    private var entries: [(slot: AdmissionStateMachine.Slot, until: CallInstant)] = []
    private var first = 0

    /// Adds a ticket that expires at `until`.
    mutating func add(_ slot: AdmissionStateMachine.Slot, until: CallInstant) {
        var place = entries.count
        while place > first, entries[place - 1].until > until { place -= 1 }
        entries.insert((slot, until), at: place)
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
