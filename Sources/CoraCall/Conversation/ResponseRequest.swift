/// Why the model is asked to speak.
package enum ResponseRequest: Sendable, Equatable, Hashable {
    /// The first words, if there is no recording of them.
    case greeting
    /// Tools have answered.
    case afterTools
    /// Tools take long, and the caller hears nothing.
    case whileToolsRun
    /// The caller typed digits.
    case afterDigits
    /// Neither side has said anything: 1 the first time, 2 the second.
    case afterSilence(Int)
    /// The call's longest time is near.
    case nearLimit
    /// The agent has claimed something that no tool has done.
    case afterClaim
    /// A response that the model had begun by itself failed.
    case retry
    /// The content filter stopped the response.
    case filtered
    /// The last words.
    case goodbye(Goodbye.Cause)

    /// Whether the response only fills a pause, and is dropped once the caller speaks.
    package var yieldsToCaller: Bool {
        switch self {
        case .afterTools, .whileToolsRun, .afterDigits, .afterSilence, .afterClaim, .retry, .filtered: true
        case .greeting, .nearLimit, .goodbye: false
        }
    }

    /// Whether the response is no answer to what the caller said, for the measurement of answers (``TurnClock``).
    package var isFiller: Bool {
        switch self {
        case .greeting, .whileToolsRun, .afterSilence, .nearLimit: true
        case .afterTools, .afterDigits, .afterClaim, .retry, .filtered, .goodbye: false
        }
    }

    /// Whether the response is the last words.
    package var isGoodbye: Bool {
        if case .goodbye = self { true } else { false }
    }

    /// Whether CORA gives the words, so that what the model says is not its own claim.
    package var isDictated: Bool {
        switch self {
        case .greeting, .nearLimit, .afterSilence, .whileToolsRun, .filtered: true
        case .goodbye(let cause): cause != .agentEnded
        case .afterTools, .afterDigits, .afterClaim, .retry: false
        }
    }
}
