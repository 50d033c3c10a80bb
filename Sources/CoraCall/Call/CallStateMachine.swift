package import CoraTenant

/// Where a call is and what that allows: no socket, no clock, no payload.
///
/// There is one method for each thing that can happen; its comment says what has happened, and its result is what to
/// do, which ``Conversation`` turns into effects. Time comes in as a value. What is unexpected is one of three: a fault
/// of the peer ends this call with a reason; a legal race is ignored and counted; a broken rule of our own ends this
/// call as `poisoned` and leaves the process alone.
package struct CallStateMachine: Sendable {
    /// Where the call is. Each state carries what is true in it and says where it can go.
    package enum State: Sendable, Equatable {
        /// The caller's leg is open and has not said which call it belongs to. Exits: `redeeming`, `ended`.
        case awaitingStart(until: CallInstant)
        /// The call's ticket is being redeemed. Caller audio is held. Exits: `connecting`, `ended`.
        case redeeming(until: CallInstant)
        /// The model is being dialled and its session set up; a recorded greeting may be playing. Caller audio is held.
        /// Exits: `live`, `ended`.
        case connecting(ModelRedial, greetingIsRecorded: Bool)
        /// Both sides can speak. Exits: `recovering`, `leaving`, `ended`.
        case live(Live)
        /// The model was lost in the middle of the call and is dialled again. Caller audio is held. Exits: `live`,
        /// `leaving`, `ended`.
        case recovering(Live, ModelRedial)
        /// The goodbye is being said or heard. Exits: `live`, if the caller may take it back and does; `ended`.
        case leaving(Live, Goodbye)
        /// Over. No exits.
        case ended(Termination)

        /// The state as one word.
        package var phase: CallPhase {
            switch self {
            case .awaitingStart: .awaitingStart
            case .redeeming: .redeeming
            case .connecting: .connecting
            case .live: .live
            case .recovering: .recovering
            case .leaving: .leaving
            case .ended: .ended
            }
        }
    }

    /// Time limits that hold for every call of this instance, whatever its tenant.
    package struct Limits: Sendable, Equatable {
        /// The longest time from the socket's opening to `start`, and from there to the ticket's redemption.
        package var start: CallDuration
        /// The longest time from the ticket's redemption to a model session that is set up.
        package var connect: CallDuration
        /// The longest time for which a model that was lost in the middle of a call is dialled again.
        package var redial: CallDuration
        /// The age at which the model's session gets a successor. The API ends sessions after 60 minutes.
        package var succession: CallDuration

        package init(
            start: CallDuration = .seconds(10), connect: CallDuration = .seconds(10),
            redial: CallDuration = .seconds(8), succession: CallDuration = .seconds(55 * 60)
        ) {
            self.start = start
            self.connect = connect
            self.redial = redial
            self.succession = succession
        }
    }

    /// What the tenant wants of its calls.
    struct Terms: Sendable, Equatable {
        /// Silence, longest time, keypad.
        var manners = PhoneManners()
        /// A person's number, E.164; nil where the leg cannot be put through to one.
        var humanNumber: String?
        /// Whether `0` on the keypad asks for that person.
        var zeroMeansHuman = false
        /// Whether the tenant has a model to fall back on.
        var hasFallback = false
        /// Whom the caller is put through to if no model can be reached; nil if no person can be reached now, or the
        /// leg cannot be put through.
        var rescue: TransferOrder?
        /// A number that differs between calls, so that those which lose the model together do not dial together.
        var spread = 0
        /// How long earlier streams of the call lasted.
        var lasted = CallDuration.zero
    }

    /// The least audio between two marks, in bytes of µ-law: 200 ms.
    static let markEvery = 200 * LineAudio.bytesPerMillisecond
    /// If the model gives no sign of life for this long while it makes a response, it is lost.
    static let stall = CallDuration.seconds(20)
    /// If no frame of the model arrives for this long, not even a ping, it is lost. OpenAI pings every 20 s
    /// (openai-realtime §1.2).
    static let mute = CallDuration.seconds(45)
    /// A session that is lost so soon, without a response that succeeded, was of no use.
    static let probation = CallDuration.seconds(20)
    /// How many times on a call the model is corrected for a claim that no tool backs; later claims are only recorded.
    static let corrections = 2
    /// How long a response waits for the account's limit where the server names no time.
    static let shortestLimit = CallDuration.seconds(2)
    /// The longest that a response waits for the account's limit.
    static let longestLimit = CallDuration.seconds(15)
    /// So much longer than the server says it waits.
    static let limitMargin = CallDuration.milliseconds(100)
    /// How many failed responses in a row are asked for again.
    static let retries = 2
    /// How many media frames that are not base64 a call survives; one more ends it.
    static let brokenPayloads = 50

    /// Where the call is.
    package internal(set) var state: State
    /// What the call has counted.
    package internal(set) var figures = CallFigures()
    /// What the caller has heard.
    package internal(set) var playout = PlayoutClock()
    /// The tools the model asked for.
    package internal(set) var tools = ToolLedger()
    /// When the model's last frame arrived, pings among them. Kept here and not in ``Live``, so that a delta of audio
    /// costs one assignment.
    var modelFrameAt: CallInstant
    /// When the stream began; until it has, when its socket opened.
    package internal(set) var startedAt: CallInstant
    let limits: Limits
    let abilities: LegAbilities
    var terms = Terms()
    var timeline: MediaTimeline
    var keypad: Keypad

    /// Begins a call whose caller's leg has just opened.
    /// - Parameter abilities: what the caller's leg can do.
    package init(limits: Limits = Limits(), leg abilities: LegAbilities = .telephone, at now: CallInstant) {
        self.limits = limits
        self.abilities = abilities
        state = .awaitingStart(until: now + limits.start)
        timeline = MediaTimeline(startedAt: now)
        keypad = Keypad(pause: terms.manners.keypadPause)
        startedAt = now
        modelFrameAt = now
    }

    /// What is true while the call is `live`, `recovering` or `leaving`; nil in the other states, where setting it does
    /// nothing. Setting it changes the state.
    var live: Live? {
        get {
            switch state {
            case .live(let live), .recovering(let live, _), .leaving(let live, _): live
            case .awaitingStart, .redeeming, .connecting, .ended: nil
            }
        }
        set {
            guard let newValue else { return }
            switch state {
            case .live: state = .live(newValue)
            case .recovering(_, let redial): state = .recovering(newValue, redial)
            case .leaving(_, let goodbye): state = .leaving(newValue, goodbye)
            case .awaitingStart, .redeeming, .connecting, .ended: break
            }
        }
    }

    /// A frame of the model's arrived, a ping among them.
    package mutating func modelFrameArrived(at now: CallInstant) { modelFrameAt = now }

    /// Whether the call is `live` or `leaving`: the model's session is set up and the call is not over.
    package var isOpen: Bool {
        switch state {
        case .live, .leaving: true
        case .awaitingStart, .redeeming, .connecting, .recovering, .ended: false
        }
    }

    /// Where the call is, as one word.
    package var label: String { state.phase.rawValue }

    /// How the call ended; nil while it is not over.
    package var termination: Termination? {
        if case .ended(let termination) = state { termination } else { nil }
    }

    /// Why we asked for the response that is being made; nil if the model began it by itself, or none is being made.
    package var activeRequest: ResponseRequest? {
        if case .active(_, let request) = live?.gate.state { request } else { nil }
    }

    /// The model's id of the response that is being made; nil if none is.
    package var activeResponse: String? { live?.gate.activeID }

    /// Ends the call for this reason.
    /// - Returns: the end; nil if the call was over already, whose first reason stands.
    package mutating func end(_ reason: Termination.Reason) -> Termination? {
        if case .ended = state { return nil }
        let termination = Termination(reason)
        state = .ended(termination)
        return termination
    }
}
