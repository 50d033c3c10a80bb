/// What came of a ``FakeCall``: what the caller heard and when, how fast the server was, and whether the scenario's
/// expectations came true. Times count from the media stream's `start`.
package struct FakeCallReport: Sendable {
    /// A TwiML document.
    package struct Document: Sendable, Equatable {
        /// The path it was fetched from.
        package var path: String
        /// The document's text.
        package var text: String
        /// How long it took from the request to the document's last byte.
        package var took: Duration

        package init(path: String, text: String, took: Duration) {
            self.path = path
            self.text = text
            self.took = took
        }
    }

    /// One turn of the caller's, answered by the agent or not.
    package struct Turn: Sendable, Equatable {
        /// What the caller said.
        package var text: String
        /// From the caller's last frame to the first media message of the answer; nil when none came before the
        /// caller spoke again, or when the answer began before the caller had finished.
        package var answeredAfter: Duration?
        /// From the caller's last frame to the moment the caller began to hear the answer.
        package var heardAfter: Duration?
    }

    /// One time the server cut the agent off because the caller spoke.
    package struct BargeIn: Sendable, Equatable {
        /// What the caller was saying.
        package var text: String
        /// When the `clear` came.
        package var clearedAt: Duration
        /// From the caller's first frame of speech to the `clear`.
        package var speechToClear: Duration
        /// From the caller's first frame of speech to the end of the agent's sound at the caller's ear.
        package var speechToSilence: Duration
        /// How much of the agent's speech the caller had heard when it was cut, in milliseconds.
        package var heardMilliseconds: Double
        /// How much of the agent's speech was thrown away, in milliseconds.
        package var unheardMilliseconds: Int
        /// How much of the agent the caller heard between the cut and the end of what the caller was saying, in
        /// milliseconds: audio that the server should have dropped.
        package var leakedMilliseconds: Double
    }

    /// The scenario's name.
    package var scenario: String
    /// What the scenario is about.
    package var about: String
    /// The call's SID.
    package var callSid: String
    /// All that happened, in order.
    package var events: [LineEvent]
    /// What the caller said.
    package var callerSpeeches: [CallerSpeech]
    /// What the caller heard.
    package var agentSpeeches: [AgentSpeech]
    /// From `start` to the server's first media message.
    package var greetingAfter: Duration?
    /// From `start` to the first sound of the agent at the caller's ear.
    package var greetingHeardAfter: Duration?
    /// The caller's turns.
    package var turns: [Turn]
    /// The barge-ins.
    package var bargeIns: [BargeIn]
    /// How many times the agent spoke before the caller first did.
    package var greetings: Int
    /// Agent audio the caller heard in all, in milliseconds.
    package var heardMilliseconds: Double
    /// Media frames sent to the server.
    package var framesSent: Int
    /// Media messages received from the server.
    package var messagesReceived: Int
    /// What the server did wrong.
    package var violations: [Violation]
    /// The results of the expectations: first the script's, then those of the whole call.
    package var expectations: [ExpectationResult]
    /// The TwiML documents fetched, in order.
    package var documents: [Document]
    /// The numbers dialled for the caller, in order, and what came of each.
    package var dials: [DialRecord]
    /// How the call ended.
    package var ending: CallEnding
    /// How late the fake Twilio's own ticks ran.
    package var pacing: PacingRecord
    /// What the caller said, µ-law at 8 kHz, from `start` on.
    package var callerTrack: [UInt8]
    /// What the caller heard, on the same clock.
    package var agentTrack: [UInt8]

    /// The call's verdict.
    package enum Verdict: String, Sendable, Equatable {
        /// Everything expected came true and no rule was broken.
        case passed
        /// Something expected did not, or a rule was broken.
        case failed
        /// The fake Twilio itself ran too late for its figures to count.
        case unreliable
    }

    /// The call's verdict. A broken rule or a call that could not go on is a failure even if the ticks ran late.
    package var verdict: Verdict {
        if ending.party == .failure || !violations.isEmpty { return .failed }
        if !pacing.isReliable { return .unreliable }
        return expectations.allSatisfy(\.isMet) ? .passed : .failed
    }

    /// Works out the report of a call from its record.
    package init(scenario: Scenario, callSid: String, record: FakeCallRecord) {
        self.scenario = scenario.name
        about = scenario.about
        self.callSid = callSid
        events = record.events
        callerSpeeches = record.callerSpeeches
        agentSpeeches = record.agentSpeeches
        greetingAfter = record.firstAudioAt
        greetingHeardAfter = record.agentSpeeches.first?.startedAt
        turns = record.turns
        bargeIns = record.bargeIns
        greetings = record.greetings
        heardMilliseconds = record.agentSpeeches.reduce(0) { $0 + $1.heardMilliseconds }
        framesSent = record.framesSent
        messagesReceived = record.messagesReceived
        violations = record.violations
        documents = record.documents
        dials = record.dials
        ending = record.ending
        pacing = record.pacing
        callerTrack = record.callerTrack
        agentTrack = record.agentTrack
        expectations = record.results
        expectations += scenario.expectations.results(of: self)
    }
}
