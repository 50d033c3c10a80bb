package import CoraCall
import CoraStore

/// How a call ended, as its row has it.
package enum CallEnding: Sendable, Equatable {
    /// As the process that had the call decided.
    case decided(Termination.Kind)
    /// The process that had the call died.
    case processLost
    /// In a word that this version does not know: a newer one wrote it.
    case other(String)

    /// The ending of a word in `calls.termination`.
    package init(stored word: String) {
        if let kind = Termination.Kind(rawValue: word) {
            self = .decided(kind)
        } else {
            self = word == LostCalls.outcome ? .processLost : .other(word)
        }
    }

    /// The word in `calls.termination`.
    package var word: String {
        switch self {
        case .decided(let kind): kind.rawValue
        case .processLost: LostCalls.outcome
        case .other(let word): word
        }
    }

    /// The word as people read it: `caller hung up`.
    var words: String { word.split(separator: "_").joined(separator: " ") }

    /// Whether callers were told that they will be called, whatever they had said: their tenant had spent its day's
    /// money, or they heard the sentence for trouble (``Phrase/trouble``).
    var promisesCallback: Bool {
        switch self {
        case .decided(.spendLimit), .decided(.modelUnavailable), .decided(.modelLost), .decided(.poisoned): true
        case .decided, .processLost, .other: false
        }
    }

    /// Whether neither side wished the call to end then.
    var isBrokenOff: Bool {
        switch self {
        case .processLost: true
        case .other: false
        case .decided(let kind):
            switch kind {
            case .callerSocketLost, .callerMediaLost, .protocolFault, .modelUnavailable, .modelLost, .poisoned,
                .drained, .spendLimit:
                true
            case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .transferred, .operatorEnded,
                .ticketRefused:
                false
            }
        }
    }
}
