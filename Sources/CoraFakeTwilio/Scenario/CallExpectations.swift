/// What is expected of a call as a whole; nil is not looked at.
package struct CallExpectations: Sendable, Equatable {
    /// How many times the agent was cut off by a `clear`.
    package var bargeIns: Int?
    /// How many times the agent spoke before the caller first did.
    package var greetings: Int?
    /// How many times, at least, the agent spoke.
    package var agentSpeechesAtLeast: Int?
    /// Who ended the call.
    package var endedBy: CallEnding.Party?
    /// `start` → first agent audio, in milliseconds.
    package var greetingWithinMilliseconds: Int?
    /// Caller stops → first agent audio, every answered turn, in milliseconds.
    package var answersWithinMilliseconds: Int?
    /// Caller's first word → `clear`, every barge-in, in milliseconds.
    package var clearWithinMilliseconds: Int?
    /// Whether the agent must stay silent between a cut and the end of what the caller says.
    package var isSilentAfterClear: Bool?
    /// Whether the last the agent said must have been heard to its end.
    package var isLastSpeechHeard: Bool?
    /// The numbers that must have been dialled, each as often as it is named.
    package var dialled: [String] = []
    /// Texts that must each have been said to somebody who was dialled, before the caller was put through.
    package var whisperContains: [String] = []
    /// What the call must have left in the database, once it is over and summed up.
    package var records: [RecordExpectation] = []

    package init() {}
}
