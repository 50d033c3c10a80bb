import CoraTenant

/// The timelines of the latest calls that are over, as they were at the end; at most `most`, the oldest is forgotten
/// first.
struct EndedTimelines: Sendable {
    /// How many calls are kept.
    static let most = 256

    private var calls = OrderedMemory<String, CallTimelineStats>()

    /// Keeps the timeline of a call that is over, in place of an earlier stream's.
    mutating func remember(_ call: CallTimelineStats) {
        calls.put(call, for: call.call.callSid)
        calls.keep(Self.most)
    }

    /// The timeline of the call with the carrier's id; nil if it is not kept.
    subscript(callSID: String) -> CallTimelineStats? { calls[callSID] }
}
