import CoraCall

/// What is known of calls whose stream has ended: the latest, so many. A value; each step takes the same time however
/// many there are.
struct EndedCalls: Sendable {
    private let most: Int
    private var calls: [String: (ended: CallSupervisor.Ended, number: Int)] = [:]
    private var order: [(sid: String, number: Int)] = []
    private var first = 0
    private var lastNumber = 0

    init(most: Int) {
        self.most = max(most, 1)
    }

    subscript(callSID: String) -> CallSupervisor.Ended? { calls[callSID]?.ended }

    /// A stream has ended; it takes the place of an earlier one of the same call.
    mutating func remember(_ ended: CallSupervisor.Ended) {
        lastNumber += 1
        calls[ended.ticket.callSID] = (ended, lastNumber)
        order.append((ended.ticket.callSID, lastNumber))
        while calls.count > most || order.count - first > 2 * most { forgetFirst() }
    }

    private mutating func forgetFirst() {
        let (sid, number) = order[first]
        // An entry of a call that has ended again since is only dropped from the order.
        if calls[sid]?.number == number { calls[sid] = nil }
        first += 1
        if first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
