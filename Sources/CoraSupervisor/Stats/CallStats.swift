/// One call in `GET /ops/calls`. Keys are written as in `FleetStats`.
package struct CallStats: Codable, Sendable, Equatable {
    /// The carrier's id of the call.
    package var callSid: String
    /// Our own id of the call.
    package var callId: String
    /// The tenant's id.
    package var tenant: String
    /// The caller's number.
    package var caller: String
    /// By which way the caller came: `telephone`, `web`; null in the stats of an earlier build.
    package var channel: String?
    /// How the audio of a web session travels: `socket`, `webrtc`; null for a telephone.
    package var media: String?
    /// What the caller's page has measured; null if it told nothing, and for a telephone.
    package var page: Page?
    /// Which stream of the call this is, counted from zero.
    package var attempt: Int
    /// The call's state: `connecting`, `live`, `leaving`, `ended`.
    package var state: String
    /// What the call is doing or waiting for, in words.
    package var why: String
    /// When the stream began, in milliseconds since 1970 (UTC).
    package var startedAt: Int64
    /// How long the stream has lasted.
    package var durationMs: Int64
    /// How many answers the caller has heard.
    package var turns: Int
    /// The last answer's latency at the caller's ear; null before the first.
    package var lastTurnMs: Double?
    /// The slowest answer's latency at the caller's ear; null before the first.
    package var slowestTurnMs: Double?
    /// How often the caller spoke over the agent.
    package var bargeIns: Int
    /// How many media frames came from the caller.
    package var framesIn: Int
    /// How many media messages went to the caller.
    package var framesOut: Int
    /// How many frames from the caller were dropped.
    package var framesDropped: Int
    /// How long ago the last frame came from the caller.
    package var sinceFrameMs: Int64
    /// The model that answers.
    package var model: String
    /// The state of the socket to the model: `dialling`, `open`, `closed`.
    package var modelSocket: String
    /// The state of the caller's media socket: `open`, `closed`.
    package var callerSocket: String

    package init(callSid: String, callId: String, tenant: String, caller: String) {
        self.callSid = callSid
        self.callId = callId
        self.tenant = tenant
        self.caller = caller
        attempt = 0
        state = ""
        why = ""
        startedAt = 0
        durationMs = 0
        turns = 0
        bargeIns = 0
        framesIn = 0
        framesOut = 0
        framesDropped = 0
        sinceFrameMs = 0
        model = ""
        modelSocket = ""
        callerSocket = ""
    }
}

extension CallStats {
    /// What the page of a web session has measured since the session began; what it did not measure is null. The lists
    /// are of the latest answers and barge-ins, the oldest first.
    package struct Page: Codable, Sendable, Equatable {
        /// From the connection to the first sample of the greeting that was rendered.
        package var firstAudioMs: Int?
        /// From the end of the caller's speech to the first sample of the answer.
        package var turnMs: [Int] = []
        /// From the caller's first word over the agent to silence.
        package var bargeInMs: [Int] = []
        /// How often the agent's audio broke off in the middle.
        package var gaps: Int?
        /// How long all gaps lasted together.
        package var gapMs: Int?
        /// How unevenly the audio arrives, as measured last.
        package var jitterMs: Int?
        /// Packets of the agent's audio that never came.
        package var lost: Int?
        /// Packets of the agent's audio that came.
        package var received: Int?
        /// How long a packet takes to the other end and back, as measured last.
        package var roundTripMs: Int?
        /// All of it in words.
        package var words: String

        /// Nothing was measured.
        package init() { words = "" }
    }
}

/// What `GET /ops/calls/{sid}` answers: one call, with what happened when. `…_ms` count from the stream's start.
package struct CallTimelineStats: Codable, Sendable, Equatable {
    /// The call's figures.
    package var call: CallStats
    /// Its last exchanges, the oldest first.
    package var turns: [Turn]
    /// Its last tool runs, the oldest first.
    package var tools: [Tool]
    /// What else happened, the oldest first.
    package var events: [Event]
    /// How much waits on the way in and out.
    package var queues: Queues

    package init(
        call: CallStats, turns: [Turn] = [], tools: [Tool] = [], events: [Event] = [], queues: Queues = Queues()
    ) {
        self.call = call
        self.turns = turns
        self.tools = tools
        self.events = events
        self.queues = queues
    }

    /// One exchange; a stage that has not come yet is null. Stages are milliseconds from the stream's start.
    package struct Turn: Codable, Sendable, Equatable {
        /// The exchange's number, from one.
        package var number: Int
        /// When the caller said the last word.
        package var callerStoppedMs: Double
        /// When the model noticed that the caller had stopped.
        package var modelHeardMs: Double
        /// When the first audio of the answer came from the model.
        package var firstDeltaMs: Double?
        /// When that audio went to the caller.
        package var firstFrameMs: Double?
        /// When the caller heard it.
        package var heardMs: Double?
        /// How long tools ran within the exchange.
        package var toolsMs: Double
        /// From the caller's last word until the caller heard the answer.
        package var latencyMs: Double?
        /// The longest part of the latency: `endpointing`, `model`, `tool`, `us`, `line`.
        package var cause: String?

        package init(number: Int, callerStoppedMs: Double, modelHeardMs: Double, toolsMs: Double = 0) {
            self.number = number
            self.callerStoppedMs = callerStoppedMs
            self.modelHeardMs = modelHeardMs
            self.toolsMs = toolsMs
        }
    }

    /// One run of a tool; times in milliseconds.
    package struct Tool: Codable, Sendable, Equatable {
        /// The tool's name.
        package var name: String
        /// When the run began, from the stream's start.
        package var beganMs: Double
        /// How long the run took; null while it runs.
        package var tookMs: Double?
        /// Whether the run succeeded; null while it runs.
        package var succeeded: Bool?

        package init(name: String, beganMs: Double, tookMs: Double? = nil, succeeded: Bool? = nil) {
            self.name = name
            self.beganMs = beganMs
            self.tookMs = tookMs
            self.succeeded = succeeded
        }
    }

    /// Something else that happened on the call.
    package struct Event: Codable, Sendable, Equatable {
        /// When it happened, in milliseconds from the stream's start.
        package var atMs: Double
        /// What happened: `stream started`, `model dialled`, `barge-in`, `goodbye` …
        package var what: String
        /// Details, if there are any.
        package var detail: String?

        package init(atMs: Double, what: String, detail: String? = nil) {
            self.atMs = atMs
            self.what = what
            self.detail = detail
        }
    }

    /// How much waits on the way to the caller and to the model.
    package struct Queues: Codable, Sendable, Equatable {
        /// Bytes written to the caller's socket that it has not taken.
        package var callerBytes = 0
        /// Bytes written to the model's socket that it has not taken.
        package var modelBytes = 0
        /// Milliseconds of caller audio held until the model can take it.
        package var heldAudioMs = 0
        /// How many marks the carrier has not returned.
        package var marks = 0
        /// Milliseconds of audio sent that the caller has not heard yet.
        package var unheardMs = 0

        package init() {}
    }
}

/// One point of `GET /ops/history`: ten seconds of the last hour.
package struct HistoryPoint: Codable, Sendable, Equatable {
    /// The end of the ten seconds, in milliseconds since 1970 (UTC).
    package var at: Int64
    /// How many calls lived.
    package var live = 0
    /// Calls let in within the ten seconds.
    package var admitted = 0
    /// Calls turned away within the ten seconds.
    package var refused = 0
    /// Calls that ended by the model's or our own fault within the ten seconds.
    package var failed = 0
    /// The median of the last minute's answer latencies.
    package var turnP50Ms = 0.0
    /// The 99th percentile of the last minute's answer latencies.
    package var turnP99Ms = 0.0
    /// The 99th percentile of the last minute's times to the agent's first audio.
    package var firstAudioP99Ms = 0.0
    /// How late the latest event loop was.
    package var loopLagMs = 0.0
    /// How many rows waited in the outbox.
    package var outboxRows = 0
    /// What all tenants together have spent today.
    package var costTodayUsd = 0.0

    package init(at: Int64) {
        self.at = at
    }
}
