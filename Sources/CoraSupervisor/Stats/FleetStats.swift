import CoraCall

/// What `GET /ops/stats` answers. Stable: there may be more keys one day, none goes and none changes its meaning. Keys are
/// written with underscores; `…_ms` are milliseconds, `…_at` milliseconds since 1970 (UTC), `…_usd` US dollars. Counts
/// are since the start of the process unless they say otherwise.
package struct FleetStats: Codable, Sendable, Equatable {
    /// When this was read.
    package var at: Int64
    /// The process.
    package var instance: Instance
    /// What is wrong now, the worst first.
    package var problems: [Problem]
    /// The calls.
    package var calls: Calls
    /// Who was let in.
    package var admission: Admission
    /// The model's side.
    package var model: Model
    /// How long things took.
    package var latency: Latency
    /// Tools, by name.
    package var tools: [String: Tool]
    /// What went over the lines, calls that live included.
    package var audio: Audio
    /// How late the event loops run what they were asked to, one entry a loop.
    package var loops: [Loop]
    /// What waits on disk for the database; null without one.
    package var outbox: Outbox?
    /// Who brings it there; null without a database.
    package var writer: Writer?
    /// The database; null without one.
    package var database: Database?
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

    /// The process.
    package struct Instance: Codable, Sendable, Equatable {
        /// Its name: the host's, unless set.
        package var name: String
        /// What was built.
        package var build: String
        /// Whether it takes new calls.
        package var state: InstanceState
        /// What there is too much of, while new calls are refused for it: `loop_lag`, `memory`, `outbox`.
        package var shedding: [String] = []
        /// Whether calls live on after a drain's deadline and the time for last words.
        package var drainOverdue = false
        /// How long until a drain asks the calls that still live to end; absent where it does not, or there is none.
        package var drainRemainingMs: Int64?
        /// When it started.
        package var startedAt: Int64
        /// How long it runs.
        package var uptimeMs: Int64
        /// Memory in use (resident set).
        package var memoryBytes: Int64
        /// Processor time used, in milliseconds.
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

    /// The calls.
    package struct Calls: Codable, Sendable, Equatable {
        /// Calls that live.
        package var live = 0
        /// Calls that were let in and whose media socket has not come.
        package var pending = 0
        /// How many there may be at once.
        package var limit = 0
        /// Live calls by state: `connecting`, `live`, `leaving`, `other` (just begun, or just ended).
        package var byState: [String: Int] = [:]
        /// Live calls by tenant.
        package var byTenant: [String: Int] = [:]
        /// Streams that were opened.
        package var started = 0
        /// Streams that ended.
        package var ended = 0
        /// Those, by how: `caller_hung_up`, `agent_ended`, `drained`, `model_lost` …
        package var endedByReason: [String: Int] = [:]
        /// Those, by whose doing it was: `completed`, `caller_fault`, `model_fault`, `server_fault`.
        package var endedByResult: [String: Int] = [:]
        /// Ended in the last minute.
        package var endedLastMinute = 0
        /// Of those, by the model's or our own fault.
        package var failedLastMinute = 0

        package init() {}

        /// Streams that ended by the model's or our own fault.
        package var failed: Int {
            [Termination.Result.modelFault, .serverFault].reduce(0) { $0 + (endedByResult[$1.rawValue] ?? 0) }
        }
    }

    /// Who was let in.
    package struct Admission: Codable, Sendable, Equatable {
        /// Calls let in.
        package var admitted = 0
        /// Calls turned away.
        package var refused = 0
        /// Those, by why: `draining`, `full`, `unrecordable`, `tenant_calls`, `tenant_rate` …
        package var refusedByReason: [String: Int] = [:]
        /// Let in, and nobody came.
        package var abandoned = 0
        /// Let in, in the last minute.
        package var admittedLastMinute = 0
        /// Turned away, in the last minute.
        package var refusedLastMinute = 0

        package init() {}
    }

    /// The model's side.
    package struct Model: Codable, Sendable, Equatable {
        /// Sockets that are being dialled or set up.
        package var dialling = 0
        /// Sessions that are open.
        package var open = 0
        /// Sessions that were set up.
        package var opened = 0
        /// Sockets and sessions that failed.
        package var failed = 0
        /// Of those, in the last minute.
        package var failedLastMinute = 0
        /// Set up in the last minute.
        package var openedLastMinute = 0
        /// The last failure, in words.
        package var lastError: String?
        /// When it was.
        package var lastErrorAt: Int64?
        /// The account's tokens a minute, of the model that has the least left; null until one has said so.
        package var tokenLimit: Int?
        /// What is left of them.
        package var tokensRemaining: Int?

        package init() {}
    }

    /// Milliseconds that something took: how often, and the quantiles.
    package struct Quantiles: Codable, Sendable, Equatable {
        /// How often it was measured.
        package var count = 0
        /// The median.
        package var p50Ms = 0.0
        /// Nine of ten were no slower.
        package var p90Ms = 0.0
        /// 99 of 100 were no slower.
        package var p99Ms = 0.0
        /// The slowest.
        package var maxMs = 0.0

        package init() {}
    }

    /// The same, over two stretches.
    package struct Distribution: Codable, Sendable, Equatable {
        /// The last minute.
        package var lastMinute = Quantiles()
        /// Since the start.
        package var sinceStart = Quantiles()

        package init() {}
    }

    /// How long things took.
    package struct Latency: Codable, Sendable, Equatable {
        /// From the stream's start to the agent's first audio on its way to the caller.
        package var firstAudio = Distribution()
        /// From the caller's last word to the answer at their ear, fillers left out.
        package var turn = Distribution()
        /// The parts of it, by name: `endpointing`, `model`, `tool`, `us`, `line`.
        package var turnParts: [String: Distribution] = [:]
        /// From the caller's first word over the agent to the line's being cleared.
        package var bargeIn = Distribution()
        /// Our own part of that.
        package var bargeInOurs = Distribution()
        /// From dialling the model to a session that is set up.
        package var modelReady = Distribution()

        package init() {}
    }

    /// What a tool did.
    package struct Tool: Codable, Sendable, Equatable {
        /// Runs.
        package var runs = 0
        /// Of those, the ones that did not succeed.
        package var failed = 0
        /// How long they took.
        package var took = Distribution()

        package init() {}
    }

    /// What went over the lines.
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
        /// How late it ran a task due now, when last looked.
        package var lagMs = 0.0
        /// The latest of the last minute.
        package var maxLagMs = 0.0

        package init() {}
    }

    /// What waits on disk for the database.
    package struct Outbox: Codable, Sendable, Equatable {
        /// Rows that wait.
        package var rows = 0
        /// Their size.
        package var bytes = 0
        /// The most there may be.
        package var limitBytes = 0
        /// How long the oldest waits; zero if none does.
        package var oldestMs: Int64 = 0
        /// Rows that the database refuses, set aside.
        package var shelved = 0
        /// Rows lost at the hard limit. Anything but zero is an alarm.
        package var refused = 0
        /// Why rows do not get to disk, while they do not.
        package var alarm: String?

        package init() {}
    }

    /// Who brings it to the database.
    package struct Writer: Codable, Sendable, Equatable {
        /// Rows brought there.
        package var written = 0
        /// Rows a second, lately.
        package var rowsPerSecond = 0.0
        /// Attempts that failed in a row.
        package var failuresRunning = 0
        /// What the database said last, when it refused.
        package var lastError: String?

        package init() {}
    }

    /// The database.
    package struct Database: Codable, Sendable, Equatable {
        /// Whether it answers.
        package var isUp = true
        /// Since when it does or does not.
        package var since: Int64 = 0
        /// Its last answer's time.
        package var answerMs = 0.0
        /// Why it does not answer, in words.
        package var error: String?

        package init() {}
    }
}
