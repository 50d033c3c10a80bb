import Synchronization

/// The calls that a ``TwilioRESTServer`` knows: those in progress, and the last thousand that are over.
package final class FakeCallRegistry: Sendable {
    /// How many calls that are over are kept.
    private static let memory = 1_000

    private struct State {
        var calls: [String: RunningCall] = [:]
        var ended: [String] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The call with that SID; nil for one that there never was, or that is no longer kept.
    package subscript(callSid: String) -> RunningCall? { state.withLock { $0.calls[callSid] } }

    /// All calls that are kept, sorted by SID.
    package var calls: [RunningCall] { state.withLock { $0.calls.values.sorted { $0.sid < $1.sid } } }

    /// The SIDs of the calls in progress.
    package var underWay: [String] { calls.filter { !$0.status.isOver }.map(\.sid) }

    /// Adds a call that begins.
    func began(_ call: RunningCall) {
        state.withLock { $0.calls[call.sid] = call }
    }

    /// Notes that a call is over.
    func ended(_ callSid: String) {
        state.withLock { state in
            guard state.calls[callSid] != nil else { return }
            state.ended.append(callSid)
            if state.ended.count > Self.memory { state.calls[state.ended.removeFirst()] = nil }
        }
    }
}
