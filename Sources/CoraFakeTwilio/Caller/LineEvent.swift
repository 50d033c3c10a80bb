/// Something that happened in a call, as the fake Twilio saw it.
package struct LineEvent: Sendable, Equatable {
    /// When it happened, counted from the media stream's `start`; negative before it.
    package var at: Duration
    /// What happened.
    package var kind: Kind

    /// What can happen.
    package enum Kind: Sendable, Equatable {
        /// A TwiML document came from this path, `took` after it was asked for.
        case twiml(String, path: String, took: Duration)
        /// The media socket opened, `took` after it was dialled.
        case streamOpened(took: Duration)
        /// The first audio of the whole call came.
        case firstAudio
        /// The caller began to say this; perhaps over the agent.
        case callerStarted(String, isInterrupting: Bool)
        /// The caller has finished the line.
        case callerStopped
        /// The caller began to hear the agent.
        case agentStarted(text: String?)
        /// The caller no longer hears the agent.
        case agentStopped(AgentSpeech)
        /// The server sent a `clear`. The caller had heard the agent for `heardMilliseconds`, and `droppedMilliseconds`
        /// were thrown away. `afterCallerStarted` is the time since the caller's last line began; nil when there was
        /// none.
        case cleared(heardMilliseconds: Double, droppedMilliseconds: Int, afterCallerStarted: Duration?)
        /// A mark went back to the server.
        case mark(String)
        /// The caller pressed a key.
        case pressed(Character)
        /// The caller stops sending media (true), or goes on (false).
        case muted(Bool)
        /// An expectation of the script came true, or did not.
        case expectation(ExpectationResult)
        /// The server broke a rule of Twilio's.
        case violation(Violation)
        /// `<Say>` spoke this text.
        case announced(String)
        /// `<Dial>` calls this number.
        case dialling(DialledLeg)
        /// A text was said to the person who was dialled; the caller does not hear it.
        case whispered(String, leg: DialledLeg)
        /// That person pressed a key.
        case calleePressed(Character, leg: DialledLeg)
        /// A `<Dial>` is over.
        case dialled(DialRecord)
        /// The server moved the call through the REST API.
        case moved(CallUpdate)
        /// Twilio also asked the `action` of the verb that an update interrupted; this document, its answer, is not
        /// run.
        case discarded(String, path: String)
        /// The media socket is closed.
        case streamClosed(byServer: Bool)
        /// The call is over.
        case ended(CallEnding)
    }
}

/// Is told of everything that happens in a call, as it happens.
package protocol FakeCallObserver: Sendable {
    /// Called on the call's event loop: must return at once.
    func callDid(_ event: LineEvent)
}

/// How a call ended.
package enum CallEnding: Sendable, Equatable {
    /// The caller hung up.
    case callerHungUp
    /// The server's TwiML ended it.
    case agentHungUp
    /// `<Reject>`: the call was never answered.
    case rejected(reason: String)
    /// The call could not go on, for this reason.
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
        /// Neither: something went wrong.
        case failure
    }

    /// The party that ended the call.
    package var party: Party {
        switch self {
        case .callerHungUp: .caller
        case .agentHungUp, .rejected: .agent
        case .failed: .failure
        }
    }
}

extension CallEnding: CustomStringConvertible {
    /// The ending in words.
    package var description: String {
        switch self {
        case .callerHungUp: "the caller hung up"
        case .agentHungUp: "the agent hung up"
        case .rejected(let reason): "rejected (\(reason))"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}

/// A rule of Twilio's that the server broke. One violation is enough to fail the call.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Twilio's error code for it (Twilio, "Error and warning dictionary").
    package var code: Int
    /// What was wrong.
    package var problem: String

    /// Twilio's code and the problem.
    package var description: String { "\(code) \(problem)" }
}

/// Whether something the scenario expects came true.
package struct ExpectationResult: Sendable, Equatable {
    /// What was expected.
    package var expected: String
    /// Whether it came true.
    package var isMet: Bool
    /// What happened instead, or the figure with which it came true.
    package var found: String

    package init(expected: String, isMet: Bool, found: String) {
        self.expected = expected
        self.isMet = isMet
        self.found = found
    }
}
