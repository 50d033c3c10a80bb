package import CoraSpeech
package import CoraWire

/// One scripted call: who calls, what both ends say, and what is expected of it. Read from `Config/scenarios/*.yaml`.
package struct Scenario: Sendable, Equatable {
    /// The scenario's name, as typed after `cora call`.
    package var name: String
    /// One line on what it shows.
    package var about: String
    /// Who calls whom.
    package var call: Call
    /// espeak-ng voices of the two ends.
    package var voices: Voices
    /// What the model's stand-in hears and answers, turn by turn.
    package var agentTurns: [AgentScript.Turn]
    /// What the stand-in answers once its turns have run out; nil for what every stand-in then says.
    package var agentOtherwise: String?
    /// What the model's stand-in does wrong, each as its control port would be told (`Config/standin.md`).
    package var agentFaults: [JSON]
    /// The age at which the model's session gets a successor, in seconds; nil for what the server's settings say.
    package var sessionSeconds: Int?
    /// What the caller does, in order.
    package var caller: [CallerStep]
    /// How each `<Dial>` of this call turns out, in order; see ``dialOutcome(_:)``.
    package var dials: [DialOutcome]
    /// SQL that is run in the demonstration's database before the call.
    package var preparations: [String]
    /// Twilio's REST API during the call.
    package var rest: REST
    /// What is expected of the call as a whole.
    package var expectations: CallExpectations
    /// How long the call may last, in milliseconds; after that the caller hangs up and the call fails.
    package var limitMilliseconds: Int

    package init(
        name: String, about: String = "", call: Call = Call(), voices: Voices = Voices(),
        agentTurns: [AgentScript.Turn] = [], agentOtherwise: String? = nil, agentFaults: [JSON] = [],
        caller: [CallerStep], dials: [DialOutcome] = [DialOutcome()],
        preparations: [String] = [], rest: REST = REST(), expectations: CallExpectations = CallExpectations(),
        limitMilliseconds: Int = 120_000
    ) {
        self.name = name
        self.about = about
        self.call = call
        self.voices = voices
        self.agentTurns = agentTurns
        self.agentOtherwise = agentOtherwise
        self.agentFaults = agentFaults
        self.caller = caller
        self.dials = dials
        self.preparations = preparations
        self.rest = rest
        self.expectations = expectations
        self.limitMilliseconds = limitMilliseconds
    }
}

extension Scenario {
    /// The two numbers of the call and the name the caller is known by.
    package struct Call: Sendable, Equatable {
        /// The caller's number, E.164.
        package var from: String
        /// The dialled number, E.164.
        package var to: String
        /// The caller's name (`CallerName`, a paid look-up at Twilio), if there is one.
        package var name: String?

        package init(from: String = "+14155550123", to: String = "+14155550100", name: String? = nil) {
            self.from = from
            self.to = to
            self.name = name
        }
    }

    /// The espeak-ng voices, a voice name with an optional `+variant`.
    package struct Voices: Sendable, Equatable {
        /// The caller's voice.
        package var caller: String
        /// The agent's voice.
        package var agent: String

        package init(caller: String = "en-us+f3", agent: String = "en-gb") {
            self.caller = caller
            self.agent = agent
        }
    }

    /// What the model's stand-in hears and says.
    package var agentScript: AgentScript {
        var script = AgentScript(turns: agentTurns)
        if let agentOtherwise { script.fallback = agentOtherwise }
        return script
    }

    /// Every line this call needs spoken at set-up, the agent's and the caller's; what the agent says once its turns have
    /// run out is not among them.
    package var lines: [SpeechLine] {
        let callers = caller.compactMap(\.spokenText).map { SpeechLine(voice: voices.caller, text: $0) }
        let agents = agentTurns.flatMap { [$0.says, $0.afterTools ?? ""] }
            .filter { !$0.isEmpty }
            .map { SpeechLine(voice: voices.agent, text: $0) }
        return callers + agents
    }
}
