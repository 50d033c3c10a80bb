/// Where a call is and what that allows: no socket, no clock, no payload.
///
/// One method for each thing that can happen, each with its own small result, which ``Conversation`` turns into what is
/// to be done. Time comes in as a value. What is unexpected is one of three: the peer's fault ends this call with a reason;
/// a legal race is ignored and counted; a broken rule of our own poisons this call and leaves the process alone.
package struct CallStateMachine: Sendable {
    /// Where the call is. Each state carries what is true in it and says where it can go.
    package enum State: Sendable, Equatable {
        /// The caller's leg is open and has not said whose call it is. Exits: `redeeming`, `ended`.
        case awaitingStart(until: CallInstant)
        /// The call's ticket is being redeemed. Caller audio is held. Exits: `connecting`, `ended`.
        case redeeming(until: CallInstant)
        /// The model is dialled and set up; a recorded greeting may be playing. Caller audio is held.
        /// Exits: `live`, `ended`.
        case connecting(until: CallInstant, greetingIsRecorded: Bool)
        /// Both sides can speak. Exits: `leaving`, `ended`.
        case live(Live)
        /// The goodbye is being said or heard. Exits: `live`, if the caller may take it back and does; `ended`.
        case leaving(Live, Goodbye)
        /// Over. No exits.
        case ended(Termination)

        /// As one word.
        package var phase: CallPhase {
            switch self {
            case .awaitingStart: .awaitingStart
            case .redeeming: .redeeming
            case .connecting: .connecting
            case .live: .live
            case .leaving: .leaving
            case .ended: .ended
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

    /// What the tenant wants of its calls.
    struct Terms: Sendable, Equatable {
        /// Silence, longest time, keypad.
        var manners = PhoneManners()
        /// A person's number, E.164.
        var humanNumber: String?
        /// Whether `0` on the keypad asks for that person.
        var zeroMeansHuman = false
    }

    /// The audio between two marks, at least.
    static let markEvery = 200 * LineAudio.bytesPerMillisecond
    /// A response that is being made and gives no sign for this long is lost.
    static let stall = CallDuration.seconds(20)
    /// Claims without a tool behind them that the model is corrected for; more are only noted.
    static let corrections = 2
    /// Failed responses in a row that are asked for again.
    static let retries = 2
    /// Media that is not base64 and is let pass, before the stream is given up.
    static let brokenPayloads = 50

    /// Where the call is.
    package internal(set) var state: State
    /// What the call has counted.
    package internal(set) var figures = CallFigures()
    /// What the caller has heard.
    package internal(set) var playout = PlayoutClock()
    /// The tools the model asked for.
    package internal(set) var tools = ToolLedger()
    /// When the stream began; before, when its socket opened.
    package internal(set) var startedAt: CallInstant
    let limits: Limits
    let abilities: LegAbilities
    var terms = Terms()
    var timeline: MediaTimeline
    var keypad: Keypad

    /// A call begins with an open leg.
    /// - Parameter abilities: what the caller's leg can do.
    package init(limits: Limits = Limits(), leg abilities: LegAbilities = .all, at now: CallInstant) {
        self.limits = limits
        self.abilities = abilities
        state = .awaitingStart(until: now + limits.start)
        timeline = MediaTimeline(startedAt: now)
        keypad = Keypad(pause: terms.manners.keypadPause)
        startedAt = now
    }

    /// What is true while both sides can speak; nil in the other states. Changing it changes the state.
    var live: Live? {
        get {
            switch state {
            case .live(let live), .leaving(let live, _): live
            case .awaitingStart, .redeeming, .connecting, .ended: nil
            }
        }
        set {
            guard let newValue else { return }
            switch state {
            case .live: state = .live(newValue)
            case .leaving(_, let goodbye): state = .leaving(newValue, goodbye)
            case .awaitingStart, .redeeming, .connecting, .ended: break
            }
        }
    }

    /// Whether the model's session is set up and the call is not over.
    package var isOpen: Bool {
        switch state {
        case .live, .leaving: true
        case .awaitingStart, .redeeming, .connecting, .ended: false
        }
    }

    /// Where the call is, as one word.
    package var label: String { state.phase.rawValue }

    /// How the call ended; nil while it is not over.
    package var termination: Termination? {
        if case .ended(let termination) = state { termination } else { nil }
    }

    /// What the response that is being made was asked for; nil if the model began it by itself, or none is made.
    package var activeRequest: ResponseRequest? {
        if case .active(_, let request) = live?.gate.state { request } else { nil }
    }

    /// The response that is being made; nil if none is.
    package var activeResponse: String? { live?.gate.activeID }

    /// Ends the call for this reason.
    /// - Returns: nil if it was over: the first reason stands.
    package mutating func end(_ reason: Termination.Reason) -> Termination? {
        if case .ended = state { return nil }
        let termination = Termination(reason)
        state = .ended(termination)
        return termination
    }
}
