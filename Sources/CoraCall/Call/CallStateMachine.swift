/// Every decision of one call, and nothing else: no socket, no clock, no payload.
///
/// One method for each thing that can happen, each with its own small result, which the call's core carries out. Time
/// comes in as a value. What is unexpected is one of three: the peer's fault ends this call with a reason; a legal
/// race is ignored and counted; a broken rule of our own poisons this call and leaves the process alone.
package struct CallStateMachine: Sendable {
    /// Where the call is. Each state says what is true in it and where it can go.
    package enum State: Sendable, Equatable {
        /// The media socket is open and has not said whose it is. Exits: `redeeming`, `ended`.
        case awaitingStart(until: CallInstant)
        /// `start` came; its ticket is being redeemed. Caller audio is held. Exits: `connecting`, `ended`.
        case redeeming(until: CallInstant)
        /// The model is dialled and set up; a recorded greeting may be playing. Caller audio is held.
        /// Exits: `live`, `ended`.
        case connecting(until: CallInstant)
        /// Both sides can speak. Exits: `leaving`, `ended`.
        case live
        /// The goodbye is being said or heard. Exits: `live`, if the caller may take it back and does; `ended`.
        case leaving(Goodbye)
        /// Over. No exits.
        case ended(Termination)

        /// As one word.
        package var label: String {
            switch self {
            case .awaitingStart: "awaiting_start"
            case .redeeming: "redeeming"
            case .connecting: "connecting"
            case .live: "live"
            case .leaving: "leaving"
            case .ended: "ended"
            }
        }
    }

    /// Bounds that are the instance's, not a tenant's.
    package struct Limits: Sendable, Equatable {
        /// From the socket's opening to `start`.
        package var start: CallDuration
        /// From `start` to a model session that is set up.
        package var connect: CallDuration

        package init(start: CallDuration = .seconds(10), connect: CallDuration = .seconds(10)) {
            self.start = start
            self.connect = connect
        }
    }

    /// The item of the model's speech whose audio arrives, or arrived last.
    struct Speaking: Sendable, Equatable {
        /// The response it is of.
        var response: String
        /// Whether the caller is not to hear it.
        var isMuted: Bool
        /// Whether more of its audio is on its way.
        var isOpen: Bool
    }

    /// The audio between two marks, at least.
    static let markEvery = 200 * LineAudio.bytesPerMillisecond
    /// A response that is being made and gives no sign for this long is lost.
    static let stall = CallDuration.seconds(20)
    /// Claims without a tool behind them that the model is corrected for; more are only noted.
    static let corrections = 2
    /// Failed responses in a row that are asked for again.
    static let retries = 2

    /// Where the call is.
    package internal(set) var state: State
    /// What the call has counted.
    package var figures = CallFigures()
    /// What the caller has heard.
    package internal(set) var playout = PlayoutClock()
    let limits: Limits
    var manners = PhoneManners()
    var humanNumber: String?
    var zeroMeansHuman = false
    var gate = ResponseGate()
    var timeline: MediaTimeline
    var keypad: Keypad
    var silence: SilenceWatch
    /// When the stream began; before, when its socket opened.
    package internal(set) var startedAt: CallInstant
    var warned = false
    var greetingIsRecorded = false
    /// The response whose audio the caller is not to hear any more.
    var mutedResponse: String?
    /// The item whose audio arrives.
    var speaking: Speaking?
    /// Whether the active response has given any audio.
    var hasSpoken = false
    var toolWait = ToolWait()
    var corrected = 0
    var failuresInARow = 0
    var modelSignAt: CallInstant

    /// A call begins with an open media socket.
    package init(limits: Limits = Limits(), at now: CallInstant) {
        self.limits = limits
        state = .awaitingStart(until: now + limits.start)
        timeline = MediaTimeline(startedAt: now)
        keypad = Keypad(pause: manners.keypadPause)
        silence = SilenceWatch(patience: manners.silence, at: now)
        startedAt = now
        modelSignAt = now
    }

    /// Whether the model's session is set up and the call is not over.
    package var isOpen: Bool {
        switch state {
        case .live, .leaving: true
        case .awaitingStart, .redeeming, .connecting, .ended: false
        }
    }

    /// Where the call is, as one word.
    package var label: String { state.label }

    /// How the call ended, if it is over.
    package var termination: Termination? {
        if case .ended(let termination) = state { termination } else { nil }
    }

    /// What the response that is being made was asked for; nil if the model began it by itself, or none is made.
    package var activeRequest: ResponseRequest? {
        if case .active(_, let request) = gate.state { request } else { nil }
    }

    /// The response that is being made; nil if none is.
    package var activeResponse: String? { gate.activeID }

    /// The call is over, for this reason. Nil if it already was: the first reason stands.
    package mutating func end(_ reason: Termination.Reason) -> Termination? {
        if case .ended = state { return nil }
        let termination = Termination(reason)
        state = .ended(termination)
        return termination
    }
}
