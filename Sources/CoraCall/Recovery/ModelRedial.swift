package import CoraTenant

/// The ladder: how a call without a model gets one. It dials, waits a little longer after each failure, and at the
/// bound goes on to the tenant's fallback; when that is of no use either, the call does without a model.
package struct ModelRedial: Sendable, Equatable {
    /// What follows from a failure, or from time that has passed.
    package enum Step: Sendable, Equatable {
        /// Dial this route now.
        case dial(ModelRoute)
        /// Wait for ``deadline``.
        case wait
        /// No model can be reached within the time allowed.
        case giveUp
    }

    private enum Phase: Sendable, Equatable {
        case waiting(until: CallInstant)
        case dialling(until: CallInstant)
    }

    /// The longest time for one dial, from the first packet to a session that is set up.
    package static let longestDial = CallDuration.seconds(4)
    /// The same where the caller's browser connects to the model: an offer and its answer, ICE and DTLS come before.
    package static let longestConnect = CallDuration.seconds(8)
    /// The pauses after the first failures of a rung; the last one is used for all further failures.
    static let pauses: [CallDuration] = [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)]
    /// So long before the bound the last dial is made.
    static let lastChance = CallDuration.milliseconds(500)
    /// How long a caller who is owed an answer waits in silence before they hear that it takes a moment.
    static let holdAfter = CallDuration.milliseconds(700)
    /// The same for a caller who is owed nothing, or hears the greeting.
    static let holdAfterQuiet = CallDuration.seconds(3)
    /// The pause between two such phrases.
    static let holdEvery = CallDuration.seconds(6)

    /// When the model was lost, or first dialled.
    package let since: CallInstant
    /// Which model is dialled.
    package private(set) var route = ModelRoute.own
    /// What the last failure was, in words; empty before the first.
    package private(set) var why = ""
    /// When the caller is next told that it takes a moment, if they hear nothing.
    var holdAt: CallInstant
    private let fallbackBound: CallDuration?
    private let longest: CallDuration
    private let spread: Int
    private var until: CallInstant
    private var phase: Phase
    private var failures = 0

    /// Begins with a dial of the tenant's own model, which is under way from `now` on.
    /// - Parameters:
    ///   - bound: the longest time for the tenant's own model.
    ///   - fallbackBound: the longest time for the tenant's fallback after it; nil where there is none.
    ///   - longest: the longest time for one dial.
    ///   - spread: a number that differs between calls. Calls that lose the model together must not dial together.
    package init(
        bound: CallDuration, fallbackBound: CallDuration?, longest: CallDuration = longestDial, spread: Int,
        at now: CallInstant
    ) {
        since = now
        holdAt = now + Self.holdAfterQuiet
        self.fallbackBound = fallbackBound
        self.longest = longest
        self.spread = spread
        until = now + bound
        phase = .dialling(until: min(now + longest, now + bound))
    }

    /// When to call ``deadlineReached(at:)`` next.
    package var deadline: CallInstant {
        switch phase {
        case .waiting(let until), .dialling(let until): until
        }
    }

    /// The dial failed, or its session was lost before it was of use.
    package mutating func failed(_ loss: ModelLoss, at now: CallInstant) -> Step {
        why = loss.why
        let next = now + max(pause, loss.wait)
        failures += 1
        let last = until - Self.lastChance
        guard loss.mayDialAgain, now < last, now + loss.wait < until else { return nextRung(at: now) }
        phase = .waiting(until: min(next, max(last, now + loss.wait)))
        return .wait
    }

    /// What is due now; nil if nothing is.
    package mutating func deadlineReached(at now: CallInstant) -> Step? {
        guard deadline <= now else { return nil }
        switch phase {
        case .dialling: return failed(ModelLoss("no session within the time allowed"), at: now)
        case .waiting: return dial(at: now)
        }
    }

    /// The next pause: between half and the whole of its step.
    private var pause: CallDuration {
        let whole = Self.pauses[min(failures, Self.pauses.count - 1)]
        return .milliseconds(whole.milliseconds / 2 + whole.milliseconds * (spread & 63) / 128)
    }

    private mutating func dial(at now: CallInstant) -> Step {
        phase = .dialling(until: min(now + longest, until))
        return .dial(route)
    }

    private mutating func nextRung(at now: CallInstant) -> Step {
        guard route == .own, let fallbackBound else { return .giveUp }
        route = .fallback
        failures = 0
        until = now + fallbackBound
        return dial(at: now)
    }
}
