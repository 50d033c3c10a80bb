/// One call in `GET /ops/calls`. Keys are written as in `FleetStats`.
package struct CallStats: Codable, Sendable, Equatable {
    /// The carrier's id.
    package var callSid: String
    /// Our own id.
    package var callId: String
    /// The business.
    package var tenant: String
    /// Who calls.
    package var caller: String
    /// Which stream of the call, from zero.
    package var attempt: Int
    /// `connecting`, `live`, `leaving`, `ended`.
    package var state: String
    /// What it is doing or waiting for, in words.
    package var why: String
    /// When the stream began.
    package var startedAt: Int64
    /// How long it is.
    package var durationMs: Int64
    /// Answers that were heard.
    package var turns: Int
    /// The last answer's latency at the caller's ear; null before the first.
    package var lastTurnMs: Double?
    /// The slowest one's.
    package var slowestTurnMs: Double?
    /// Times the caller spoke over the agent.
    package var bargeIns: Int
    /// Media frames from the caller.
    package var framesIn: Int
    /// Media messages to the caller.
    package var framesOut: Int
    /// Frames dropped.
    package var framesDropped: Int
    /// How long no frame has come from the caller.
    package var sinceFrameMs: Int64
    /// The model that answers.
    package var model: String
    /// `dialling`, `open`, `closed`.
    package var modelSocket: String
    /// `open`, `closed`.
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

/// What `GET /ops/calls/{sid}` answers: one call, with what happened when. `…_ms` count from the stream's start.
package struct CallTimelineStats: Codable, Sendable, Equatable {
    /// The call.
    package var call: CallStats
    /// Its last exchanges, the oldest first.
    package var turns: [Turn]
    /// Its last tool runs, the oldest first.
    package var tools: [Tool]
    /// What else happened, the oldest first.
    package var events: [Event]
    /// What waits.
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

    /// One exchange; a stage that has not come is null.
    package struct Turn: Codable, Sendable, Equatable {
        /// Which, from one.
        package var number: Int
        /// The caller's last word.
        package var callerStoppedMs: Double
        /// The model noticed it.
        package var modelHeardMs: Double
        /// The first audio of the answer came.
        package var firstDeltaMs: Double?
        /// It went to the caller.
        package var firstFrameMs: Double?
        /// It was heard.
        package var heardMs: Double?
        /// Of that, tools ran so long.
        package var toolsMs: Double
        /// From the last word to the ear.
        package var latencyMs: Double?
        /// The longest part: `endpointing`, `model`, `tool`, `us`, `line`.
        package var cause: String?

        package init(number: Int, callerStoppedMs: Double, modelHeardMs: Double, toolsMs: Double = 0) {
            self.number = number
            self.callerStoppedMs = callerStoppedMs
            self.modelHeardMs = modelHeardMs
            self.toolsMs = toolsMs
        }
    }

    /// One run of a tool.
    package struct Tool: Codable, Sendable, Equatable {
        /// Its name.
        package var name: String
        /// When it began.
        package var beganMs: Double
        /// How long it took; null while it runs.
        package var tookMs: Double?
        /// Whether it succeeded; null while it runs.
        package var succeeded: Bool?

        package init(name: String, beganMs: Double, tookMs: Double? = nil, succeeded: Bool? = nil) {
            self.name = name
            self.beganMs = beganMs
            self.tookMs = tookMs
            self.succeeded = succeeded
        }
    }

    /// Something that happened.
    package struct Event: Codable, Sendable, Equatable {
        /// When.
        package var atMs: Double
        /// What: `stream started`, `model dialled`, `barge-in`, `goodbye` …
        package var what: String
        /// More of it.
        package var detail: String?

        package init(atMs: Double, what: String, detail: String? = nil) {
            self.atMs = atMs
            self.what = what
            self.detail = detail
        }
    }

    /// What waits.
    package struct Queues: Codable, Sendable, Equatable {
        /// Bytes written to the caller's socket that it has not taken.
        package var callerBytes = 0
        /// Bytes written to the model's socket that it has not taken.
        package var modelBytes = 0
        /// Caller audio held until the model can hear it.
        package var heldAudioMs = 0
        /// Marks that the carrier has not returned.
        package var marks = 0
        /// Audio sent that the caller has yet to hear.
        package var unheardMs = 0

        package init() {}
    }
}

/// One point of `GET /ops/history`: ten seconds of the last hour.
package struct HistoryPoint: Codable, Sendable, Equatable {
    /// The end of the ten seconds.
    package var at: Int64
    /// Live calls.
    package var live = 0
    /// Calls let in meanwhile.
    package var admitted = 0
    /// Calls turned away meanwhile.
    package var refused = 0
    /// Calls that ended by the model's or our own fault meanwhile.
    package var failed = 0
    /// Answers heard: the median and the 99th of 100, of the last minute.
    package var turnP50Ms = 0.0
    /// See `turnP50Ms`.
    package var turnP99Ms = 0.0
    /// The same of the first audio.
    package var firstAudioP99Ms = 0.0
    /// The latest event loop.
    package var loopLagMs = 0.0
    /// Rows in the outbox.
    package var outboxRows = 0
    /// Spent today by all tenants.
    package var costTodayUsd = 0.0

    package init(at: Int64) {
        self.at = at
    }
}
