/// Something that happened in a call, as the fake Twilio saw it.
package struct LineEvent: Sendable, Equatable {
    /// When, since the media stream's `start`; negative before it.
    package var at: Duration
    /// What.
    package var kind: Kind

    /// What can happen.
    package enum Kind: Sendable, Equatable {
        /// A TwiML document came from this path, so long after it was asked for.
        case twiml(String, path: String, took: Duration)
        /// The media socket is open, so long after it was dialled.
        case streamOpened(took: Duration)
        /// The first audio of all came.
        case firstAudio
        /// The caller began to say this; perhaps over the agent.
        case callerStarted(String, isInterrupting: Bool)
        /// The caller has said it.
        case callerStopped
        /// The caller began to hear the agent.
        case agentStarted(text: String?)
        /// The caller no longer hears the agent.
        case agentStopped(AgentSpeech)
        /// The server cleared: the agent had been heard for so long, and so much was thrown away, both in
        /// milliseconds; and so long after the caller's first word, if a word of the caller's came before.
        case cleared(heardMilliseconds: Double, droppedMilliseconds: Int, afterCallerStarted: Duration?)
        /// A mark went back to the server.
        case mark(String)
        /// The caller pressed a key.
        case pressed(Character)
        /// Media is withheld, or sent again.
        case muted(Bool)
        /// An expectation of the scenario was met, or not.
        case expectation(ExpectationResult)
        /// The server broke a rule of Twilio's.
        case violation(Violation)
        /// `<Say>` spoke this text.
        case announced(String)
        /// `<Dial>` calls this number.
        case dialling(DialledLeg)
        /// This was said to the person who was dialled, who alone hears it.
        case whispered(String, leg: DialledLeg)
        /// That person pressed a key.
        case calleePressed(Character, leg: DialledLeg)
        /// A `<Dial>` is over.
        case dialled(DialRecord)
        /// The server moved the call through the REST API.
        case moved(CallUpdate)
        /// The `action` of what that interrupted was asked, too; the document it answered with is not run.
        case discarded(String, path: String)
        /// The media socket is closed.
        case streamClosed(byServer: Bool)
        /// The call is over.
        case ended(CallEnding)
    }
}

/// Told of everything that happens in a call, as it happens.
package protocol FakeCallObserver: Sendable {
    /// Called on the call's event loop: return at once.
    func callDid(_ event: LineEvent)
}

/// How a call ended.
package enum CallEnding: Sendable, Equatable {
    /// The caller hung up.
    case callerHungUp
    /// The server's TwiML ended it.
    case agentHungUp
    /// `<Reject>`: it was never answered.
    case rejected(reason: String)
    /// It could not go on, for this reason.
    case failed(String)

    /// The call's last `CallStatus`.
    var status: RunningCall.Status {
        if case .rejected = self { .busy } else { .completed }
    }

    /// Who ended a call.
    package enum Party: String, Sendable, Equatable, CaseIterable {
        /// The caller.
        case caller
        /// The server.
        case agent
        /// Nobody meant to.
        case failure
    }

    /// Who ended it.
    package var party: Party {
        switch self {
        case .callerHungUp: .caller
        case .agentHungUp, .rejected: .agent
        case .failed: .failure
        }
    }
}

extension CallEnding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .callerHungUp: "the caller hung up"
        case .agentHungUp: "the agent hung up"
        case .rejected(let reason): "rejected (\(reason))"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}

/// A rule of Twilio's that the server broke. Any fails the call.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Twilio's error code for it (Twilio, "Error and warning dictionary").
    package var code: Int
    /// What was wrong.
    package var problem: String

    package var description: String { "\(code) \(problem)" }
}

/// Whether something the scenario expects came true.
package struct ExpectationResult: Sendable, Equatable {
    /// What was expected.
    package var expected: String
    /// Whether it came true.
    package var isMet: Bool
    /// What happened instead, or with what figure it came true.
    package var found: String

    package init(expected: String, isMet: Bool, found: String) {
        self.expected = expected
        self.isMet = isMet
        self.found = found
    }
}
