/// What is expected of a call as a whole; a field that is nil is not checked.
package struct CallExpectations: Sendable, Equatable {
    /// How many times the agent was cut off by a `clear`.
    package var bargeIns: Int?
    /// How many times the agent spoke before the caller first did.
    package var greetings: Int?
    /// How many times, at least, the agent spoke.
    package var agentSpeechesAtLeast: Int?
    /// Who ended the call.
    package var endedBy: CallEnding.Party?
    /// The most milliseconds from `start` to the first agent audio.
    package var greetingWithinMilliseconds: Int?
    /// The most milliseconds from the end of what the caller says to the first agent audio, for every answered turn.
    package var answersWithinMilliseconds: Int?
    /// The most milliseconds from the caller's first word to the `clear`, for every barge-in.
    package var clearWithinMilliseconds: Int?
    /// Whether the agent must stay silent between a cut and the end of what the caller says.
    package var isSilentAfterClear: Bool?
    /// Whether the caller must have heard the agent's last stretch of speech to its end.
    package var isLastSpeechHeard: Bool?
    /// The numbers that must have been dialled, each as often as it is named.
    package var dialled: [String] = []
    /// Texts that must each have been said to a person who was dialled, before the two were joined.
    package var whisperContains: [String] = []
    /// What the call must have left in the database, after it is over and its summary is written.
    package var records: [RecordExpectation] = []

    package init() {}
}
