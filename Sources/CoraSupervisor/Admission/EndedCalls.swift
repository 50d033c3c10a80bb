import CoraCall
import CoraTenant

/// The latest calls whose stream has ended, up to a fixed number; the supervisor looks their end up here. A value; each
/// step takes the same time however many calls it holds.
struct EndedCalls: Sendable {
    private let most: Int
    private var calls = OrderedMemory<String, CallSupervisor.Ended>()

    init(most: Int) {
        self.most = max(most, 1)
    }

    subscript(callSID: String) -> CallSupervisor.Ended? { calls[callSID] }

    /// Keeps the end of a stream, in place of an earlier stream's of the same call.
    mutating func remember(_ ended: CallSupervisor.Ended) {
        calls.put(ended, for: ended.ticket.callSID)
        calls.keep(most)
    }
}
