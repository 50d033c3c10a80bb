import CoraCall

/// What `GET /ops/stats` answers. Stable: more keys may be added; none is removed or changes its meaning. JSON keys are
/// written with underscores; `…_ms` are milliseconds, `…_at` milliseconds since 1970 (UTC), `…_usd` US dollars. Counts
/// are since the start of the process unless they say otherwise.
package struct FleetStats: Codable, Sendable, Equatable {
    /// When the stats were read, in milliseconds since 1970 (UTC).
    package var at: Int64
    /// The process and its state.
    package var instance: Instance
    /// What is wrong now, the worst first.
    package var problems: [Problem]
    /// How many calls there are and were.
    package var calls: Calls
    /// How many calls were let in and turned away.
    package var admission: Admission
    /// The sessions with the model.
    package var model: Model
    /// How long callers and the model took.
    package var latency: Latency
    /// The runs of tools, by name.
    package var tools: [String: Tool]
    /// The audio of all calls, live calls included.
    package var audio: Audio
    /// How late the event loops are, one entry a loop.
    package var loops: [Loop]
    /// The rows that wait on disk for the database; null without a database.
    package var outbox: Outbox?
    /// The writer that brings the outbox's rows to the database; null without a database.
    package var writer: Writer?
    /// Whether the database answers; null without one.
    package var database: Database?
    /// The connections of strangers; null in the stats of an earlier build.
    package var strangers: Strangers?
    /// The process' file descriptors; null likewise.
    package var files: Files?
    /// The log; null likewise.
    package var log: Log?
    /// What the pages of web sessions have measured; null likewise.
    package var web: Web?
    /// Every tenant that is configured, has or had calls today, or has cost something since this process started.
    package var tenants: [TenantStats]

    package init(at: Int64, instance: Instance) {
        self.at = at
        self.instance = instance
        problems = []
        calls = Calls()
        admission = Admission()
        model = Model()
        latency = Latency()
        tools = [:]
        audio = Audio()
        loops = []
        tenants = []
    }

    /// The process and its state.
    package struct Instance: Codable, Sendable, Equatable {
        /// The instance's name: the host's, unless the settings name one.
        package var name: String
        /// The build's version.
        package var build: String
        /// Whether it takes new calls.
        package var state: InstanceState
        /// What there is too much of, while the instance refuses new calls for it: `loop_lag`, `memory`, `outbox`.
        package var shedding: [String] = []
        /// Whether calls live on after a drain's deadline and the time for last words.
        package var drainOverdue = false
        /// How long until a drain asks the calls that still live to end; absent if there is no drain or it has no
        /// deadline.
        package var drainRemainingMs: Int64?
        /// When the process started, in milliseconds since 1970 (UTC).
        package var startedAt: Int64
        /// How long the process has run.
        package var uptimeMs: Int64
        /// Memory in use (resident set).
        package var memoryBytes: Int64
        /// Processor time used since the start, in milliseconds.
        package var cpuMs: Int64

        package init(
            name: String = "", build: String = "", state: InstanceState = .accepting, startedAt: Int64 = 0,
            uptimeMs: Int64 = 0, memoryBytes: Int64 = 0, cpuMs: Int64 = 0
        ) {
            self.name = name
            self.build = build
            self.state = state
            self.startedAt = startedAt
            self.uptimeMs = uptimeMs
            self.memoryBytes = memoryBytes
            self.cpuMs = cpuMs
        }
    }

    /// How many calls there are and were.
    package struct Calls: Codable, Sendable, Equatable {
        /// How many calls live.
        package var live = 0
        /// Live calls by channel: `telephone`, `web`; null in the stats of an earlier build.
        package var byChannel: [String: Int]?
        /// Calls that were let in and whose media socket has not come.
        package var pending = 0
        /// How many calls the instance may have at once.
        package var limit = 0
        /// Live calls by state: `connecting`, `live`, `leaving`, `other` (just begun, or just ended).
        package var byState: [String: Int] = [:]
        /// Live calls by tenant.
        package var byTenant: [String: Int] = [:]
        /// How many streams were opened.
        package var started = 0
        /// How many streams ended.
        package var ended = 0
        /// Ended streams by reason: `caller_hung_up`, `agent_ended`, `drained`, `model_lost` …
        package var endedByReason: [String: Int] = [:]
        /// Ended streams by whose doing it was: `completed`, `caller_fault`, `model_fault`, `server_fault`.
        package var endedByResult: [String: Int] = [:]
        /// Streams that ended in the last minute.
        package var endedLastMinute = 0
        /// Streams that ended in the last minute by the model's or our own fault.
        package var failedLastMinute = 0

        package init() {}

        /// Streams that ended by the model's or our own fault.
        package var failed: Int {
            [Termination.Result.modelFault, .serverFault].reduce(0) { $0 + (endedByResult[$1.rawValue] ?? 0) }
        }
    }

    /// How many calls were let in and turned away.
    package struct Admission: Codable, Sendable, Equatable {
        /// Calls let in.
        package var admitted = 0
        /// Calls turned away.
        package var refused = 0
        /// Calls turned away, by reason: `draining`, `full`, `unrecordable`, `tenant_calls`, `tenant_rate` …
        package var refusedByReason: [String: Int] = [:]
        /// Calls let in whose media socket never came.
        package var abandoned = 0
        /// Calls let in within the last minute.
        package var admittedLastMinute = 0
        /// Calls turned away within the last minute.
        package var refusedLastMinute = 0

        package init() {}
    }

    /// The sockets and sessions with the model.
    package struct Model: Codable, Sendable, Equatable {
        /// Sockets that are being dialled or set up.
        package var dialling = 0
        /// Sessions that are open.
        package var open = 0
        /// Sessions that were set up.
        package var opened = 0
        /// Calls that went on with another session after they had lost the model.
        package var restored = 0
        /// Sockets and sessions that failed.
        package var failed = 0
        /// Sockets and sessions that failed in the last minute.
        package var failedLastMinute = 0
        /// Sessions that were set up in the last minute.
        package var openedLastMinute = 0
        /// Models, with their addresses, for which calls wait because many dials in a row have failed.
        package var unreachable: [String] = []
        /// Turns of callers whose words were written down.
        package var transcribed = 0
        /// Turns of callers whose words could not be written down.
        package var untranscribed = 0
        /// The last failure, in words.
        package var lastError: String?
        /// When the last failure was, in milliseconds since 1970 (UTC).
        package var lastErrorAt: Int64?
        /// The model account's tokens a minute, for the model that has the least left; null until a model has told
        /// them.
        package var tokenLimit: Int?
        /// How many of these tokens are left.
        package var tokensRemaining: Int?

        package init() {}
    }

    /// The quantiles of a measurement, in milliseconds.
    package struct Quantiles: Codable, Sendable, Equatable {
        /// How often it was measured.
        package var count = 0
        /// The median.
        package var p50Ms = 0.0
        /// The 90th percentile.
        package var p90Ms = 0.0
        /// The 99th percentile.
        package var p99Ms = 0.0
        /// The slowest.
        package var maxMs = 0.0

        package init() {}
    }

    /// The quantiles of a measurement over two stretches of time.
    package struct Distribution: Codable, Sendable, Equatable {
        /// The measurements of the last minute.
        package var lastMinute = Quantiles()
        /// All measurements since the start.
        package var sinceStart = Quantiles()

        package init() {}
    }

    /// How long callers and the model took.
    package struct Latency: Codable, Sendable, Equatable {
        /// From the stream's start to the agent's first audio on its way to the caller.
        package var firstAudio = Distribution()
        /// From the caller's last word until the caller hears the answer; fillers do not count as answers.
        package var turn = Distribution()
        /// The parts of `turn`, by name: `endpointing`, `model`, `tool`, `us`, `line`.
        package var turnParts: [String: Distribution] = [:]
        /// From the caller's first word over the agent until the line is cleared of the agent's audio.
        package var bargeIn = Distribution()
        /// The part of `bargeIn` that this process took.
        package var bargeInOurs = Distribution()
        /// From dialling the model to a session that is set up.
        package var modelReady = Distribution()
        /// From losing the model in the middle of a call to another session that is set up.
        package var modelRestored = Distribution()

        package init() {}
    }

    /// The runs of one tool.
    package struct Tool: Codable, Sendable, Equatable {
        /// How often it ran.
        package var runs = 0
        /// How many runs did not succeed.
        package var failed = 0
        /// How long the runs took.
        package var took = Distribution()

        package init() {}
    }

    /// The audio of all calls.
    package struct Audio: Codable, Sendable, Equatable {
        /// Media frames from callers.
        package var framesIn = 0
        /// Media messages to callers.
        package var framesOut = 0
        /// Frames from callers that were dropped because the model was not ready.
        package var framesDropped = 0
        /// Frames from callers that were no audio.
        package var framesBroken = 0
        /// Frames whose sequence number went backwards.
        package var framesOutOfOrder = 0
        /// Times a caller spoke over the agent.
        package var bargeIns = 0

        package init() {}
    }

    /// One event loop.
    package struct Loop: Codable, Sendable, Equatable {
        /// How late the loop was when last measured: how long a task waited that was due at once.
        package var lagMs = 0.0
        /// The largest lag of the last minute.
        package var maxLagMs = 0.0

        package init() {}
    }

    /// The rows that wait on disk for the database.
    package struct Outbox: Codable, Sendable, Equatable {
        /// How many rows wait.
        package var rows = 0
        /// The size of the rows that wait.
        package var bytes = 0
        /// The most bytes that may wait.
        package var limitBytes = 0
        /// How long the oldest row has waited; zero if none waits.
        package var oldestMs: Int64 = 0
        /// How many rows were set aside because the database refuses them.
        package var shelved = 0
        /// How many rows were lost at the hard limit. Anything but zero is an alarm.
        package var refused = 0
        /// Why rows do not get to disk, while they do not.
        package var alarm: String?

        package init() {}
    }

    /// The writer that brings the outbox's rows to the database.
    package struct Writer: Codable, Sendable, Equatable {
        /// How many rows it has written.
        package var written = 0
        /// How many rows it writes a second, lately.
        package var rowsPerSecond = 0.0
        /// How many of its latest attempts failed in a row.
        package var failuresRunning = 0
        /// The database's last refusal, in words.
        package var lastError: String?

        package init() {}
    }

    /// Whether the database answers.
    package struct Database: Codable, Sendable, Equatable {
        /// Whether it answers.
        package var isUp = true
        /// Since when it is up or down, in milliseconds since 1970 (UTC).
        package var since: Int64 = 0
        /// How long its last answer took.
        package var answerMs = 0.0
        /// Why it does not answer, in words.
        package var error: String?
        /// The pools of connections to it, by name; nil before the first look.
        package var pools: [String: Pool]?

        package init() {}
    }

    /// A pool of connections to the database.
    package struct Pool: Codable, Sendable, Equatable {
        /// Connections that are open or being opened.
        package var open: Int
        /// Open connections that are not lent.
        package var idle: Int
        /// Tasks that wait for a connection.
        package var waiting: Int

        package init(open: Int, idle: Int, waiting: Int) {
            self.open = open
            self.idle = idle
            self.waiting = waiting
        }
    }
}
