import Synchronization

/// The calls a ``TwilioRESTServer`` knows: those under way, and the last that are over.
package final class FakeCallRegistry: Sendable {
    /// So many calls that are over are still known.
    private static let memory = 1_000

    private struct State {
        var calls: [String: RunningCall] = [:]
        var ended: [String] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The call of that SID, under way or over; nil for one that never was, or is long over.
    package subscript(callSid: String) -> RunningCall? { state.withLock { $0.calls[callSid] } }

    /// All that are known, by their SIDs' order.
    package var calls: [RunningCall] { state.withLock { $0.calls.values.sorted { $0.sid < $1.sid } } }

    /// The SIDs of the calls under way.
    package var underWay: [String] { calls.filter { !$0.status.isOver }.map(\.sid) }

    /// A call begins.
    func began(_ call: RunningCall) {
        state.withLock { $0.calls[call.sid] = call }
    }

    /// A call is over.
    func ended(_ callSid: String) {
        state.withLock { state in
            guard state.calls[callSid] != nil else { return }
            state.ended.append(callSid)
            if state.ended.count > Self.memory { state.calls[state.ended.removeFirst()] = nil }
        }
    }
}
