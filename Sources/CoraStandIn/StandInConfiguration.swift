package import CoraSpeech

/// How a stand-in behaves: what it says, how fast, and what it does wrong.
package struct StandInConfiguration: Sendable {
    /// How fast audio is sent.
    package enum Pacing: Sendable, Equatable {
        /// This many times faster than it plays.
        case timesRealTime(Double)
        /// All at once.
        case immediate
    }

    /// What the model hears and says.
    package var script: AgentScript
    /// How the model sounds.
    package var voice: any AgentVoice
    /// Sentences that clients may ask for besides: rendered ahead with the script, so that no session waits for them.
    package var directed: [String]
    /// Thinking time of responses that play no turn of the script, such as a greeting.
    package var thinkingTime: Duration
    /// The time from `response.created` to the first delta of every response; nil for that of the script's turn, or
    /// ``thinkingTime``.
    package var timeToFirstAudio: Duration?
    /// How much audio a delta holds.
    package var deltaMilliseconds: Int
    /// How fast deltas follow each other.
    package var pacing: Pacing
    /// How long after its commit a turn's transcription arrives.
    package var transcriptionDelay: Duration
    /// How long after `response.done` the rate limits are sent.
    package var rateLimitsDelay: Duration
    /// How often the server pings.
    package var pingInterval: Duration
    /// How long a session may live.
    package var sessionLifetime: Duration
    /// How much voice in a row starts a turn.
    package var minimumVoicedMilliseconds: Int
    /// Keys that begin with this are refused; any other key that is not empty is accepted.
    package var wrongKeyPrefix: String
    /// Models are known if they begin with one of these.
    package var modelPrefixes: [String]
    /// Text models, for `POST /v1/responses`, are known if they begin with one of these.
    package var textModelPrefixes: [String]
    /// How long a text response takes.
    package var summaryDelay: Duration
    /// Where the peer helper answers the offers of browsers, such as `http://127.0.0.1:9292`; nil if there is none:
    /// `POST /v1/realtime/calls` then says 501.
    package var peers: String?
    /// What goes wrong on purpose.
    package var faults: StandInFaults
    /// Told of everything that happens, on the session's event loop.
    package var observer: (any StandInObserver)?
    /// How many client events a session's log keeps, the latest ones; 0 for none.
    package var eventLogCapacity: Int
    /// How many sessions that are over ``StandInServer/records()`` keeps, the latest ones; 0 for none.
    package var recordCapacity: Int

    package init(
        script: AgentScript = AgentScript(), voice: any AgentVoice = ToneVoice(), directed: [String] = [],
        thinkingTime: Duration = .milliseconds(250), timeToFirstAudio: Duration? = nil, deltaMilliseconds: Int = 200,
        pacing: Pacing = .timesRealTime(8), transcriptionDelay: Duration = .milliseconds(1_200),
        rateLimitsDelay: Duration = .milliseconds(40), pingInterval: Duration = .seconds(20),
        sessionLifetime: Duration = .seconds(3_600), minimumVoicedMilliseconds: Int = 60,
        wrongKeyPrefix: String = "sk-wrong", modelPrefixes: [String] = ["gpt-realtime", "gpt-audio", "gpt-4o-"],
        textModelPrefixes: [String] = ["gpt-4.1", "gpt-4o", "gpt-5"], summaryDelay: Duration = .milliseconds(150),
        peers: String? = nil,
        faults: StandInFaults = StandInFaults(), observer: (any StandInObserver)? = nil, eventLogCapacity: Int = 0,
        recordCapacity: Int = 0
    ) {
        self.script = script
        self.voice = voice
        self.directed = directed
        self.thinkingTime = thinkingTime
        self.timeToFirstAudio = timeToFirstAudio
        self.deltaMilliseconds = deltaMilliseconds
        self.pacing = pacing
        self.transcriptionDelay = transcriptionDelay
        self.rateLimitsDelay = rateLimitsDelay
        self.pingInterval = pingInterval
        self.sessionLifetime = sessionLifetime
        self.minimumVoicedMilliseconds = minimumVoicedMilliseconds
        self.wrongKeyPrefix = wrongKeyPrefix
        self.modelPrefixes = modelPrefixes
        self.textModelPrefixes = textModelPrefixes
        self.summaryDelay = summaryDelay
        self.peers = peers
        self.faults = faults
        self.observer = observer
        self.eventLogCapacity = eventLogCapacity
        self.recordCapacity = recordCapacity
    }

    /// How long after the first delta of a stretch of speech its audio at `milliseconds` is sent.
    func delay(ofAudioAt milliseconds: Int) -> Duration {
        switch pacing {
        case .immediate: .zero
        case .timesRealTime(let speed): .microseconds(Int64(Double(milliseconds) * 1_000 / max(speed, 0.01)))
        }
    }
}
