package import CoraTenant

/// The end of a call, from the decision to the closing of the line: the agent says goodbye, the caller hears it, then
/// the line closes. Each step has a time limit, so that no peer can keep a line open.
package struct Goodbye: Sendable, Equatable {
    /// Why the call ends.
    package enum Cause: Sendable, Equatable, Hashable {
        /// The model called `end_call`.
        case agentEnded
        /// The caller said nothing after being asked twice.
        case silence
        /// The call reached its longest time.
        case durationLimit
        /// The caller goes on to a person.
        case transfer(to: TransferOrder)
        /// This process is going away.
        case drain
        /// An operator ends it.
        case operatorEnded
        /// The tenant has spent what a day may cost; `isCalledBack` says whether a callback was recorded for the
        /// caller.
        case spendLimit(isCalledBack: Bool)

        /// Whether a caller who speaks takes the goodbye back and keeps the line open.
        package var yieldsToCaller: Bool {
            switch self {
            case .agentEnded, .silence: true
            case .durationLimit, .transfer, .drain, .operatorEnded, .spendLimit: false
            }
        }

        /// Whether a goodbye for `other` takes this one's place at once: a transfer outranks every goodbye except
        /// another transfer and one that an operator ordered.
        package func isOutranked(by other: Cause) -> Bool {
            guard case .transfer = other else { return false }
            return switch self {
            case .agentEnded, .silence, .durationLimit, .drain, .spendLimit: true
            case .transfer, .operatorEnded: false
            }
        }

        /// How the call ends once this goodbye has been heard.
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

    /// How far the goodbye is.
    package enum Phase: Sendable, Equatable {
        /// The model is asked for the last words, or makes them.
        case speaking
        /// The model has finished; the caller still hears the last words, until this moment at the latest.
        case hearing(until: CallInstant)
    }

    /// The longest time from the decision until the model has made the last words.
    package static let longest = CallDuration.seconds(30)
    /// How long a goodbye waits for a caller who speaks; then it is said in any case.
    package static let longestPatience = CallDuration.seconds(10)
    /// The longest time that the caller is then given to hear them.
    package static let longestHearing = CallDuration.seconds(60)
    /// How long after the expected end of playback the mark is still waited for.
    package static let margin = CallDuration.seconds(2)

    /// Why the call ends.
    package var cause: Cause
    /// How far the goodbye is.
    package var phase = Phase.speaking
    /// An order to leave that came while this goodbye was being said. It takes effect if the caller takes this goodbye
    /// back.
    package var standing: Cause?
    /// When the line closes if the model has not made the last words by then.
    package var limit: CallInstant

    package init(cause: Cause, at now: CallInstant) {
        self.cause = cause
        self.limit = now + Self.longest
    }

    /// This goodbye with `cause` as its standing order (``standing``). The first order stays, except that any order
    /// replaces a drain, which only hands the call on.
    func with(standing cause: Cause) -> Goodbye {
        var goodbye = self
        if standing == nil || standing == .drain { goodbye.standing = cause }
        return goodbye
    }

    /// When the line closes at the latest.
    package var deadline: CallInstant {
        switch phase {
        case .speaking: limit
        case .hearing(let until): until
        }
    }
}
