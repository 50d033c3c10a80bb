import CoraTenant

/// What a call that is over still waits for, so that nothing said or done before the line closed is missing from the
/// record: the words of the caller's last turn, and tools that write. The call's place is given back before.
struct Aftermath: Sendable, Equatable {
    /// The longest wait for words.
    static let longestWords = CallDuration.seconds(3)
    /// The longest wait for tools; each has a deadline of its own, which is shorter.
    static let longestTools = CallDuration.seconds(15)

    /// Until when words are waited for; nil if none are.
    var wordsUntil: CallInstant?
    /// Until when tools are waited for; nil if none is.
    var toolsUntil: CallInstant?

    /// Nil if there is nothing to wait for.
    init?(words: Bool, tools: Bool, at now: CallInstant) {
        guard words || tools else { return nil }
        wordsUntil = words ? now + Self.longestWords : nil
        toolsUntil = tools ? now + Self.longestTools : nil
    }

    /// Whether nothing is waited for any more.
    var isOver: Bool { wordsUntil == nil && toolsUntil == nil }

    /// When to look again; nil if nothing is waited for.
    var deadline: CallInstant? { [wordsUntil, toolsUntil].compactMap(\.self).min() }

    /// Gives up what has been waited for long enough.
    mutating func passed(at now: CallInstant) {
        if let until = wordsUntil, until <= now { wordsUntil = nil }
        if let until = toolsUntil, until <= now { toolsUntil = nil }
    }
}

extension Termination {
    /// Whether the model can still say what the caller said last. A process that goes away has no time for it.
    var leavesWords: Bool {
        switch reason {
        case .drained, .modelUnavailable, .modelLost, .poisoned, .ticketRefused, .protocolFault: false
        case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .transferred, .operatorEnded, .spendLimit,
            .callerSocketLost, .callerMediaLost:
            true
        }
    }
}
