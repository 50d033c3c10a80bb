import CoraCall

/// The latest calls whose stream has ended, up to a fixed number; the supervisor looks their end up here. A value; each
/// step takes the same time however many calls it holds.
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

    /// Keeps the end of a stream, in place of an earlier stream's of the same call.
    mutating func remember(_ ended: CallSupervisor.Ended) {
        lastNumber += 1
        calls[ended.ticket.callSID] = (ended, lastNumber)
        order.append((ended.ticket.callSID, lastNumber))
        while calls.count > most || order.count - first > 2 * most { forgetFirst() }
    }

    private mutating func forgetFirst() {
        let (sid, number) = order[first]
        // If the call has ended again since, this is its older entry: only the order forgets it.
        if calls[sid]?.number == number { calls[sid] = nil }
        first += 1
        if first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
