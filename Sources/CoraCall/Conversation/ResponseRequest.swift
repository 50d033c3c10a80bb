/// Why the model is asked to speak.
package enum ResponseRequest: Sendable, Equatable, Hashable {
    /// The first words, where no recording of them is at hand.
    case greeting
    /// Tools have answered.
    case afterTools
    /// Tools are taking their time, and nothing is to be heard.
    case whileToolsRun
    /// The caller typed.
    case afterDigits
    /// Nobody has said anything: the first time, then the second.
    case afterSilence(Int)
    /// The call's longest time is near.
    case nearLimit
    /// The agent has claimed what no tool has done.
    case afterClaim
    /// A response failed that the model had begun by itself.
    case retry
    /// The last words.
    case goodbye(Goodbye.Cause)

    /// Whether it only fills a pause, and is not wanted any more once the caller speaks.
    package var yieldsToCaller: Bool {
        switch self {
        case .afterTools, .whileToolsRun, .afterDigits, .afterSilence, .afterClaim, .retry: true
        case .greeting, .nearLimit, .goodbye: false
        }
    }

    /// Whether it only bridges a wait, and is no answer to what the caller said.
    package var isFiller: Bool {
        switch self {
        case .greeting, .whileToolsRun, .afterSilence, .nearLimit: true
        case .afterTools, .afterDigits, .afterClaim, .retry, .goodbye: false
        }
    }

    /// Whether it is the last words.
    package var isGoodbye: Bool {
        if case .goodbye = self { true } else { false }
    }

    /// Whether the words were given: what the model then says is not its own.
    package var isDictated: Bool {
        switch self {
        case .greeting, .nearLimit, .afterSilence, .whileToolsRun: true
        case .goodbye(let cause): cause != .agentEnded
        case .afterTools, .afterDigits, .afterClaim, .retry: false
        }
    }
}
