package import CoraTenant

/// What a call looks like at one moment.
package struct CallSnapshot: Sendable, Equatable {
    /// The state of a socket.
    package enum Socket: String, Sendable {
        /// Not dialled yet, or being set up.
        case dialling
        /// Open.
        case open
        /// Closed.
        case closed
    }

    /// Where the call is.
    package var phase: CallPhase
    /// What the call has counted.
    package var figures: CallFigures
    /// How the call ended; nil while it is not over.
    package var termination: Termination?
    /// When the snapshot was taken.
    package var at = CallInstant(nanoseconds: 0)
    /// When the stream began.
    package var startedAt = CallInstant(nanoseconds: 0)
    /// What the call is doing or waiting for, in words.
    package var why = ""
    /// How many answers the caller has heard.
    package var answered = 0
    /// The latency of the last answer; nil before the first.
    package var lastTurn: CallDuration?
    /// The latency of the slowest answer; nil before the first.
    package var slowestTurn: CallDuration?
    /// The time since the caller's last media frame.
    package var sinceMedia = CallDuration.zero
    /// The model's name.
    package var model = ""
    /// The state of the model's socket.
    package var modelSocket = Socket.dialling
    /// The state of the caller's socket.
    package var callerSocket = Socket.open
    /// How the audio of a web session travels; nil for a telephone.
    package var media: WebMedia?
    /// What the caller's page told last of what it measured; nil before, and for a telephone.
    package var page: PageFigures?

    package init(phase: CallPhase, figures: CallFigures, termination: Termination? = nil) {
        self.phase = phase
        self.figures = figures
        self.termination = termination
    }
}

/// What a call looks like at one moment, with its timeline, tools and queues.
package struct CallDetail: Sendable, Equatable {
    /// What the call looks like.
    package var snapshot: CallSnapshot
    /// What happened on it and when.
    package var timeline: CallTimeline
    /// Its tool runs, the oldest first.
    package var tools: [ToolLedger.Run]
    /// The exchange that is going on; nil if the caller's last words were answered.
    package var turn: TurnTiming?
    /// What waits to be sent, passed on or heard.
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

    /// What waits to be sent, passed on or heard.
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
