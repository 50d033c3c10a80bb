package import CoraTenant

/// What a stream of a call leaves to the next one: the caller may be cut off and come back, or return from a person who
/// did not answer.
package struct Handover: Sendable, Equatable, Codable {
    /// What was said and done on the call so far, in order.
    package var past: [PastItem]
    /// How long the call has lasted, all its streams together.
    package var lasted: CallDuration

    package init(past: [PastItem] = [], lasted: CallDuration = .zero) {
        self.past = past
        self.lasted = lasted
    }
}

extension Conversation {
    /// What this stream leaves to the next one.
    package func handover(at now: CallInstant) -> Handover {
        Handover(past: memory.items, lasted: (ticket?.lasted ?? .zero) + (now - machine.startedAt))
    }
}
