/// The end of a call, from the decision to the closing of the line: the goodbye is said, then heard, then the line
/// closes. Each step has a bound, so that no peer can keep a line open.
package struct Goodbye: Sendable, Equatable {
    /// Why the call ends.
    package enum Cause: Sendable, Equatable, Hashable {
        /// The model called `end_call`.
        case agentEnded
        /// The caller said nothing after being asked twice.
        case silence
        /// The call's longest time.
        case durationLimit
        /// The caller goes on to a person.
        case transfer(to: TransferOrder)
        /// This process is going away.
        case drain
        /// Somebody on call ends it.
        case operatorEnded
        /// The tenant has spent what a day may cost. Whether it is taken down that somebody is to call the caller back.
        case spendLimit(isCalledBack: Bool)

        /// Whether a caller who speaks keeps the line open.
        package var yieldsToCaller: Bool {
            switch self {
            case .agentEnded, .silence: true
            case .durationLimit, .transfer, .drain, .operatorEnded, .spendLimit: false
            }
        }

        /// Whether an order takes this goodbye's place at once: to be put through outranks every goodbye, but for one to
        /// another person and one that an operator ordered.
        package func isOutranked(by other: Cause) -> Bool {
            guard case .transfer = other else { return false }
            return switch self {
            case .agentEnded, .silence, .durationLimit, .drain, .spendLimit: true
            case .transfer, .operatorEnded: false
            }
        }

        /// How the call will have ended.
        package var termination: Termination {
            switch self {
            case .agentEnded: Termination(.agentEnded)
            case .silence: Termination(.callerSilent)
            case .durationLimit: Termination(.durationLimit)
            case .transfer(let order): Termination(.transferred(to: order))
            case .drain: Termination(.drained)
            case .operatorEnded: Termination(.operatorEnded)
            case .spendLimit: Termination(.spendLimit)
            }
        }
    }

    /// How far it is.
    package enum Phase: Sendable, Equatable {
        /// The last words are asked for or being made.
        case speaking
        /// The model has finished; the caller still hears, at the longest until then.
        case hearing(until: CallInstant)
    }

    /// The longest time from the decision to the end of the last words' making.
    package static let longest = CallDuration.seconds(30)
    /// The longest time the caller then still hears.
    package static let longestHearing = CallDuration.seconds(60)
    /// What is granted beyond the expected end of playback before the mark is given up.
    package static let margin = CallDuration.seconds(2)

    /// Why the call ends.
    package var cause: Cause
    /// How far it is.
    package var phase = Phase.speaking
    /// How the call ends if the caller takes this goodbye back: the order came while it was being said.
    package var standing: Cause?
    /// When the line closes if the last words are not made by then.
    package var limit: CallInstant

    package init(cause: Cause, at now: CallInstant) {
        self.cause = cause
        self.limit = now + Self.longest
    }

    /// This goodbye with an order behind it, which stands if the caller takes the goodbye back. The first order stays; a
    /// drain only hands the call on, so any other takes its place.
    func with(standing cause: Cause) -> Goodbye {
        var goodbye = self
        if standing == nil || standing == .drain { goodbye.standing = cause }
        return goodbye
    }

    /// When to look again at the latest.
    package var deadline: CallInstant {
        switch phase {
        case .speaking: limit
        case .hearing(let until): until
        }
    }
}
