/// Something the caller said.
package struct CallerSpeech: Sendable, Equatable {
    /// The line, as the scenario has it.
    package var text: String
    /// When its first frame went to the server.
    package var startedAt: Duration
    /// When its last frame went to the server; nil when the call ended first.
    package var endedAt: Duration?
    /// Whether the caller was hearing the agent when it began.
    package var isInterrupting: Bool

    package init(text: String, startedAt: Duration, endedAt: Duration? = nil, isInterrupting: Bool = false) {
        self.text = text
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.isInterrupting = isInterrupting
    }
}

/// One `clear`.
package struct ClearRecord: Sendable, Equatable {
    /// When it came.
    package var at: Duration
    /// How much audio it threw away, in milliseconds.
    package var droppedMilliseconds: Int
    /// Which stretch of agent speech it cut, counted from 0; nil when the caller was hearing none.
    package var speechIndex: Int?

    package init(at: Duration, droppedMilliseconds: Int, speechIndex: Int?) {
        self.at = at
        self.droppedMilliseconds = droppedMilliseconds
        self.speechIndex = speechIndex
    }
}

/// What a call leaves behind, from which ``FakeCallReport`` is made.
package struct FakeCallRecord: Sendable {
    /// All that happened, in order.
    package var events: [LineEvent] = []
    /// What the caller said.
    package var callerSpeeches: [CallerSpeech] = []
    /// What the caller heard.
    package var agentSpeeches: [AgentSpeech] = []
    /// The clears.
    package var clears: [ClearRecord] = []
    /// What the server did wrong; the first hundred violations.
    package var violations: [Violation] = []
    /// The results of the script's expectations.
    package var results: [ExpectationResult] = []
    /// When the first media message came.
    package var firstAudioAt: Duration?
    /// TwiML documents with their paths, in order.
    package var documents: [FakeCallReport.Document] = []
    /// The numbers dialled for the caller, in order.
    package var dials: [DialRecord] = []
    /// How late the ticks ran.
    package var pacing = PacingRecord()
    /// What the caller said, µ-law, from `start` on.
    package var callerTrack: [UInt8] = []
    /// What the caller heard, µ-law, from `start` on.
    package var agentTrack: [UInt8] = []
    /// Media frames sent.
    package var framesSent = 0
    /// Media messages received.
    package var messagesReceived = 0
    /// How the call ended.
    package var ending = CallEnding.failed("it never began")

    package init() {}
}
