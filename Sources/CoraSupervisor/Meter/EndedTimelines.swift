/// The last calls that are over, as they were at their end. Bounded; the oldest is forgotten first.
struct EndedTimelines: Sendable {
    /// How many are remembered.
    static let most = 256

    private var calls: [String: CallTimelineStats] = [:]
    private var order: [String] = []

    /// A call is over; its last stream replaces the earlier ones.
    mutating func remember(_ call: CallTimelineStats) {
        let sid = call.call.callSid
        if calls.updateValue(call, forKey: sid) != nil { order.removeAll { $0 == sid } }
        order.append(sid)
        if order.count > Self.most { calls[order.removeFirst()] = nil }
    }

    /// A call, by the carrier's id.
    subscript(callSID: String) -> CallTimelineStats? { calls[callSID] }
}
