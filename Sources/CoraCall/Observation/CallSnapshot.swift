/// What a call looks like at one moment.
package struct CallSnapshot: Sendable, Equatable {
    /// How a socket is.
    package enum Socket: String, Sendable {
        /// Not dialled yet, or being set up.
        case dialling
        /// There.
        case open
        /// Gone.
        case closed
    }

    /// Where it is.
    package var phase: CallPhase
    /// What it has counted.
    package var figures: CallFigures
    /// How it ended, if it is over.
    package var termination: Termination?
    /// When this was.
    package var at = CallInstant(nanoseconds: 0)
    /// When the stream began.
    package var startedAt = CallInstant(nanoseconds: 0)
    /// What it is doing or waiting for, in words.
    package var why = ""
    /// Answers that were heard.
    package var answered = 0
    /// The latency of the last of them.
    package var lastTurn: CallDuration?
    /// The slowest one's.
    package var slowestTurn: CallDuration?
    /// How long no media has come.
    package var sinceMedia = CallDuration.zero
    /// The model, by name.
    package var model = ""
    /// The model's socket.
    package var modelSocket = Socket.dialling
    /// The caller's socket.
    package var callerSocket = Socket.open

    package init(phase: CallPhase, figures: CallFigures, termination: Termination? = nil) {
        self.phase = phase
        self.figures = figures
        self.termination = termination
    }
}

/// A call with all that is remembered of it.
package struct CallDetail: Sendable, Equatable {
    /// The call.
    package var snapshot: CallSnapshot
    /// What happened.
    package var timeline: CallTimeline
    /// Its tool runs, the oldest first.
    package var tools: [ToolLedger.Run]
    /// The exchange that goes on.
    package var turn: TurnTiming?
    /// What waits.
    package var queues: Queues

    package init(
        snapshot: CallSnapshot, timeline: CallTimeline = CallTimeline(), tools: [ToolLedger.Run] = [],
        turn: TurnTiming? = nil,
        queues: Queues = Queues()
    ) {
        self.snapshot = snapshot
        self.timeline = timeline
        self.tools = tools
        self.turn = turn
        self.queues = queues
    }

    /// What waits.
    package struct Queues: Sendable, Equatable {
        /// Bytes written to the caller's socket that it has not taken.
        package var callerBytes = 0
        /// Bytes written to the model's socket that it has not taken.
        package var modelBytes = 0
        /// Caller audio held until the model can hear it.
        package var held = CallDuration.zero
        /// Marks that the carrier has not returned.
        package var marks = 0
        /// Audio sent that the caller has yet to hear.
        package var unheard = CallDuration.zero

        package init() {}
    }
}
