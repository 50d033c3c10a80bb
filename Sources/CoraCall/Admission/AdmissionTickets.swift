/// Tickets in the order in which their time is over: they all live equally long, so that is the order in which they
/// were given out; one that was given out under a longer life holds those behind it up no longer than that.
struct AdmissionTickets: Sendable {
    private var entries: [(slot: AdmissionStateMachine.Slot, until: CallInstant)] = []
    private var first = 0

    mutating func add(_ slot: AdmissionStateMachine.Slot, until: CallInstant) {
        entries.append((slot, until))
    }

    /// The first whose time is over, taken out.
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
